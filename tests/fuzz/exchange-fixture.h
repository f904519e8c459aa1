/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Written by exchange-seeds.c. */
#define FIXTURE_AT G_GINT64_CONSTANT (1720166400000000)
#define FIXTURE_BODY "<report>1234.56</report>\n"
#define FIXTURE_VERIFIER "log.test.example/1+653ada35+AQiQaQWh0ErAvgRMaSIJPLitWCw6ryk3JpYge2QurrZU"
#define FIXTURE_EVIDENCE "6b483c4d774e3c52d318f29f12bb8deec51cebc93722994ce342ec69f9d2dc72"
#define FIXTURE_ROOT                                                                               \
  "-----BEGIN CERTIFICATE-----\n"                                                                  \
  "MIIBhTCCASugAwIBAgIQU7OBt112Na8v+BPaBEWSzDAKBggqhkjOPQQDAjAhMQsw\n"                             \
  "CQYDVQQGEwJDTjESMBAGA1UEAwwJVGVzdCByb290MB4XDTI0MDcwNDA4MDAwMFoX\n"                             \
  "DTM0MDcwMzA4MDAwMFowITELMAkGA1UEBhMCQ04xEjAQBgNVBAMMCVRlc3Qgcm9v\n"                             \
  "dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNz8O6CVtoz2w1n0ysIqlLckeGNy\n"                             \
  "IouuBeanZLQJs+Jo/q7CHKxjxjtgNYY0w2M+WZRhmmVqSSo/EcuIS2aEo/2jRTBD\n"                             \
  "MBIGA1UdEwEB/wQIMAYBAf8CAQEwDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBRY\n"                             \
  "q788w8xTHoi8ciSIaeWZ/I/OhDAKBggqhkjOPQQDAgNIADBFAiAKQLgWwMrlU0xy\n"                             \
  "Qmm5NjDw/umFF59MTKw2mCdMZVUScAIhAIqNELJiB//IWMYSH+2/SWNGvvpq7FY8\n"                             \
  "+oH8hI1vAEXj\n"                                                                                 \
  "-----END CERTIFICATE-----\n"
