/* SPDX-License-Identifier: Apache-2.0 */
#include "server/operations/figures.h"

#define COUNTER(name, help, ...)                                                                   \
  {                                                                                                \
    ZB_METRIC_COUNTER, name, help, {__VA_ARGS__}, NULL                                             \
  }
#define GAUGE(name, help, ...)                                                                     \
  {                                                                                                \
    ZB_METRIC_GAUGE, name, help, {__VA_ARGS__}, NULL                                               \
  }

static const double seconds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                 0.15,  0.25,   0.5,   1,    2.5,   10,   0};

const ZbMetric zb_figure_requests = COUNTER (
    "zhibaod_requests_total", "Requests answered, by route and status.", "route", "status");
const ZbMetric zb_figure_request_seconds = {
    ZB_METRIC_HISTOGRAM,
    "zhibaod_request_seconds",
    "From a request's head to its answer.",
    {"route"},
    seconds,
};
const ZbMetric zb_figure_problems = COUNTER (
    "zhibaod_problems_total", "Requests answered by a problem document, by its code.", "code");
const ZbMetric zb_figure_info = GAUGE (
    "zhibaod_info", "Always 1: the node's code and the program's version.", "node", "version");
const ZbMetric zb_figure_store_backlog =
    GAUGE ("zhibaod_store_backlog_acts", "Acts waiting for the store.", NULL);
const ZbMetric zb_figure_requests_waiting =
    GAUGE ("zhibaod_requests_waiting", "Requests for which no worker is free yet.", NULL);
const ZbMetric zb_figure_log_records =
    GAUGE ("zhibaod_log_records", "Records in the append-only log.", NULL);
const ZbMetric zb_figure_checkpoint_time = GAUGE ("zhibaod_log_checkpoint_timestamp_seconds",
                                                  "When the log's newest checkpoint was signed.",
                                                  NULL);
const ZbMetric zb_figure_stamps_waiting =
    GAUGE ("zhibaod_time_stamps_waiting_since_timestamp_seconds",
           "Since when receipts wait for a time stamp; 0: none does.",
           NULL);
const ZbMetric zb_figure_appointments =
    GAUGE ("zhibaod_appointments_at_machine",
           "Administrators appointed by \"zhibaod appoint\", without another official.",
           NULL);
const ZbMetric zb_figure_disk_free =
    GAUGE ("zhibaod_disk_free_bytes", "Free on the disk of the node's directory.", NULL);
const ZbMetric zb_figure_store_bytes = GAUGE ("zhibaod_store_bytes", "Size of the store.", NULL);
const ZbMetric zb_figure_uploads =
    GAUGE ("zhibaod_uploads_open", "Uploads that were begun and are not whole yet.", NULL);
const ZbMetric zb_figure_forward_queue =
    GAUGE ("zhibaod_forward_messages",
           "Messages that are passed on to another node, by node and state.",
           "next",
           "state");
const ZbMetric zb_figure_forward_oldest =
    GAUGE ("zhibaod_forward_oldest_timestamp_seconds",
           "When the first of the messages came that the next node does not have yet; 0: none.",
           "next");
const ZbMetric zb_figure_forwarded = COUNTER (
    "zhibaod_forwarded_total", "Messages that the next node took, with its evidence.", "next");
const ZbMetric zb_figure_copy_records = GAUGE (
    "zhibaod_log_copy_records", "Records of another node's log that are copied here.", "log");
const ZbMetric zb_figure_copy_behind = GAUGE (
    "zhibaod_log_copy_behind_records", "Records that the copy of a log does not have yet.", "log");
const ZbMetric zb_figure_copy_whole =
    GAUGE ("zhibaod_log_copy_whole_timestamp_seconds",
           "When the copy of a log was found whole last, or asked for first.",
           "log");
const ZbMetric zb_figure_copy_conflict =
    GAUGE ("zhibaod_log_copy_conflict",
           "1 if a log that is copied shrank or forked, which its folder then proves, else 0.",
           "log");
const ZbMetric zb_figure_copy_changed =
    GAUGE ("zhibaod_log_copy_changed",
           "1 if a log that is copied hands out a record otherwise than it signed it, else 0.",
           "log");
const ZbMetric zb_figure_certificate_end = GAUGE (
    "zhibaod_certificate_end_timestamp_seconds", "When a certificate of the node ends.", "use");
const ZbMetric zb_figure_crl_end =
    GAUGE ("zhibaod_revocation_list_end_timestamp_seconds",
           "When the first of the revocation lists is due to be replaced.",
           NULL);
const ZbMetric zb_figure_ocsp_answers =
    COUNTER ("zhibaod_ocsp_answers_total",
             "What other authorities' responders answered about those who sign.",
             "authority",
             "outcome");
const ZbMetric zb_figure_well =
    GAUGE ("zhibaod_well", "1 if a point of the page /ready is well, else 0.", "point");
const ZbMetric zb_figure_process_start =
    GAUGE ("process_start_time_seconds", "When the program was started.", NULL);
const ZbMetric zb_figure_process_cpu =
    COUNTER ("process_cpu_seconds_total", "Processor time the program took.", NULL);
const ZbMetric zb_figure_process_memory =
    GAUGE ("process_resident_memory_bytes", "Memory the program holds.", NULL);
const ZbMetric zb_figure_process_files =
    GAUGE ("process_open_fds", "Files and sockets the program holds open.", NULL);
