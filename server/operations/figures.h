/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/operations/metrics.h"

/* What zhibaod counts and measures, each described once (docs/operations.md has the table). */

extern const ZbMetric zb_figure_requests;        /* route, status */
extern const ZbMetric zb_figure_request_seconds; /* route */
extern const ZbMetric zb_figure_problems;        /* code */

extern const ZbMetric zb_figure_info; /* node, version */
extern const ZbMetric zb_figure_store_backlog;
extern const ZbMetric zb_figure_requests_waiting;
extern const ZbMetric zb_figure_log_records;
extern const ZbMetric zb_figure_checkpoint_time;
extern const ZbMetric zb_figure_stamps_waiting;
extern const ZbMetric zb_figure_appointments;
extern const ZbMetric zb_figure_disk_free;
extern const ZbMetric zb_figure_store_bytes;
extern const ZbMetric zb_figure_uploads;
extern const ZbMetric zb_figure_forward_queue;   /* next, state */
extern const ZbMetric zb_figure_forward_oldest;  /* next */
extern const ZbMetric zb_figure_forwarded;       /* next */
extern const ZbMetric zb_figure_copy_records;    /* log */
extern const ZbMetric zb_figure_copy_behind;     /* log */
extern const ZbMetric zb_figure_copy_whole;      /* log */
extern const ZbMetric zb_figure_copy_conflict;   /* log */
extern const ZbMetric zb_figure_copy_changed;    /* log */
extern const ZbMetric zb_figure_certificate_end; /* use */
extern const ZbMetric zb_figure_crl_end;
extern const ZbMetric zb_figure_ocsp_answers; /* authority, outcome */
extern const ZbMetric zb_figure_well;         /* point */

/* The program itself, under the names that Prometheus's own libraries use. */
extern const ZbMetric zb_figure_process_start;
extern const ZbMetric zb_figure_process_cpu;
extern const ZbMetric zb_figure_process_memory;
extern const ZbMetric zb_figure_process_files;
