/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/request.h"

/* Requests that wait until something is posted for one of their units, or for their time: no worker
 * and no thread is kept by them, and their connections rest. */
typedef struct _ZbWaitingRoom ZbWaitingRoom;

/* Each caller may have so many here, so that nobody keeps all connections for himself. */
#define ZB_WAITING_ROOM_MOST_OF_ONE 4

/* What to do with a request whose turn has come: @posted, or only its time is over. */
typedef void (*ZbWaitingRoomLeave) (ZbRequest *request, gboolean posted, gpointer data);

ZbWaitingRoom *zb_waiting_room_new (ZbWaitingRoomLeave leave, gpointer data);
/* Lets all go as if their time was over, and takes no more. */
void zb_waiting_room_close (ZbWaitingRoom *room);
void zb_waiting_room_free (ZbWaitingRoom *room);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbWaitingRoom, zb_waiting_room_free)

/* How much was posted so far: to be asked before one looks whether there is something to wait for.
 */
guint64 zb_waiting_room_mark (ZbWaitingRoom *room);
/* Takes @request in until @deadline (monotonic). FALSE, and it stays the caller's, if something was
 * posted for @units since @mark, too many of @caller wait, or the room is closed. @units: gint64.
 */
gboolean zb_waiting_room_enter (ZbWaitingRoom *room,
                                ZbRequest *request,
                                const char *caller,
                                const GArray *units,
                                gint64 deadline,
                                guint64 mark);
/* Lets @request go on at once, as if something had been posted for it. */
void zb_waiting_room_pass (ZbWaitingRoom *room, ZbRequest *request);
/* Something is there for @unit. Must not block. */
void zb_waiting_room_post (ZbWaitingRoom *room, gint64 unit);
/* How many wait. */
guint zb_waiting_room_size (ZbWaitingRoom *room);
