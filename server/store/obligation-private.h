/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The last version of obligation o, null while there is none. It is not kept beside the obligation:
 * on a day of many senders each report would write a page of its own there. */
#define ZB_HEAD                                                                                    \
  "(SELECT h.id FROM version h WHERE h.obligation = o.id ORDER BY h.number DESC LIMIT 1)"
