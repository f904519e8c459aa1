/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Written by exchange-seeds.c. */
#define FIXTURE_AT G_GINT64_CONSTANT (1720166400000000)
#define FIXTURE_BODY "<report>1234.56</report>\n"
#define FIXTURE_VERIFIER "log.test.example/1+1ee4fba0+AaykC5joxC5do7Odyw+D2Oao2QQNDYuUQ35KvLQFAHfx"
#define FIXTURE_EVIDENCE "347ca1d8b77376ee66936057050c631bd21065cc3ce6fbac5dafb27b472cee0a"
#define FIXTURE_ROOT                                                                               \
  "-----BEGIN CERTIFICATE-----\n"                                                                  \
  "MIIBgjCCASigAwIBAgIQT2qYqLyXd1cBcMH51PvrUDAKBggqhkjOPQQDAjAhMQsw\n"                             \
  "CQYDVQQGEwJDTjESMBAGA1UEAwwJVGVzdCByb290MB4XDTI0MDcwNDA4MDAwMFoX\n"                             \
  "DTM0MDcwMzA4MDAwMFowITELMAkGA1UEBhMCQ04xEjAQBgNVBAMMCVRlc3Qgcm9v\n"                             \
  "dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCEH1gBdCZCwb4x5nigXVVpLKgU3\n"                             \
  "LqER6zRsl1Qhj2BMNPvkPyuAms4kBak185gNg58hq7NX3sWlSb1Y1Rdl6RqjQjBA\n"                             \
  "MA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBRBVRDR\n"                             \
  "RKnk5Ago8CFQXEOY1QrskDAKBggqhkjOPQQDAgNIADBFAiEAlcQAdGwrXGR41U7c\n"                             \
  "ZoCwTrJKGUIWyBy0o/4BS/9kAhwCICg9Z0pz+mkTJ8Miic7dKGIQ+Gkg9WBvzM6n\n"                             \
  "39Qsw4cb\n"                                                                                     \
  "-----END CERTIFICATE-----\n"
