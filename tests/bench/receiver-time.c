/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/receiver-time.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of a process and those of its children that have ended: proc(5), fields 14 to 17 of stat. Readers
 * live for one message. */
static double
cpu_of (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int)pid);
  g_autofree char *text = NULL;
  unsigned long user = 0, system = 0;
  long dead_user = 0, dead_system = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpint (sscanf (strrchr (text, ')') + 1,
                           " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &user,
                           &system, &dead_user, &dead_system),
                   ==, 4);
  return (double)(user + system + (unsigned long)(dead_user + dead_system)) * 1e6 /
         (double)sysconf (_SC_CLK_TCK);
}

static double
cpu_of_child (const ZbTestNode *node, const char *role)
{
  GPid child = zb_test_node_holder (node, role);

  return child > 0 ? cpu_of (child) : 0;
}

double
zb_bench_receiver_time (const ZbTestNode *node)
{
  double sum = cpu_of (zb_test_node_pid (node));

  for (guint i = 0; i < ZB_N_VAULTS; i++)
    sum += cpu_of_child (node, zb_vault_role_name ((ZbVaultRole)i));
  return sum;
}
