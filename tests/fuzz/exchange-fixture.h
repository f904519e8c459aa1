/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Written by exchange-seeds.c. */
#define FIXTURE_AT G_GINT64_CONSTANT (1720166400000000)
#define FIXTURE_BODY "<report>1234.56</report>\n"
#define FIXTURE_VERIFIER "log.test.example/1+b77cf26f+AYWzKUK1pZFn0wNdtf/YXhbhiOu36d85fz9m4Rpi60GA"
#define FIXTURE_EVIDENCE "35827015a4e623f2c843cfe486e854541cdb011348e44748dcd0ae5eb1ee4675"
#define FIXTURE_ROOT                                                                               \
  "-----BEGIN CERTIFICATE-----\n"                                                                  \
  "MIIBhTCCASugAwIBAgIQezi7BGcbl2uuBeUhBKW0MzAKBggqhkjOPQQDAjAhMQsw\n"                             \
  "CQYDVQQGEwJDTjESMBAGA1UEAwwJVGVzdCByb290MB4XDTI0MDcwNDA4MDAwMFoX\n"                             \
  "DTM0MDcwMzA4MDAwMFowITELMAkGA1UEBhMCQ04xEjAQBgNVBAMMCVRlc3Qgcm9v\n"                             \
  "dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFCFUHcmyUqJ67TRsz1uDgJBUgNf\n"                             \
  "3HgtAAP62r2rfYWIrT3Bayfho7LiVJOwR5AnQgmvwksp7cJxDqao9rzVBzOjRTBD\n"                             \
  "MBIGA1UdEwEB/wQIMAYBAf8CAQEwDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBRX\n"                             \
  "r6aue0i5ggA1ZAjfevX4ReqX8TAKBggqhkjOPQQDAgNIADBFAiEAhLXUI0px8YFs\n"                             \
  "foowCs1/FTcF58LIbeK6bREh24pu9FwCIFRkIf/aDapGgKXdfKyb7aQAhdCrBrW8\n"                             \
  "zK7TwQ4TJD8f\n"                                                                                 \
  "-----END CERTIFICATE-----\n"
