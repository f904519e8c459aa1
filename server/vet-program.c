/* SPDX-License-Identifier: Apache-2.0 */
/* zhibaod-vet: has OpenSSL parse what strangers hand in, in a process that can reach nothing and
 * holds nothing, before the node and who holds its keys do. "zhibaod serve" starts and replaces
 * them. */
#include "server/reading/confined.h"
#include "server/reading/reader-process.h"
#include "server/reading/vetting.h"

int
main (int argc, char **argv)
{
  static const ZbConfinedTask task = {ZB_VETTING_QUESTION, zb_vetting_answer};
  static const ZbConfined confined = {ZB_VETTING_PROGRAM, &task, 1, ZB_VETTING_MOST_QUESTION};

  zb_foreign_prepare ();
  zb_confined_run (&confined);
}
