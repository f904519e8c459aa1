/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/route.h"

const ZbRoute zb_routes[] = {
    /* Public. */
    {"GET", "/v1/trust", ZB_ROLES_ALL, 0, zb_handle_trust},
    {"GET", "/crl/{ca}", ZB_ROLES_ALL, 0, zb_handle_crl},
    {"GET", "/log/checkpoint", ZB_ROLES_ALL, 0, zb_handle_checkpoint},

    /* Exchange: messages, uploads, inbox. */

    /* The authority: invitations, enrolments, certificates. */

    /* The work of enterprises: who they are, what is due, forms and what rules may ask. */

    /* The work of the bureau: queue, reports, decisions, progress, summaries, exports. */

    /* The bureau's data: register, periods, waivers. */

    {NULL, NULL, 0, 0, NULL},
};
