/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "desktop/enterprise/application.h"
#include "desktop/enterprise/office/language.h"

/* The language must be known before the options' own help is translated. */
static const char *
find_language (int argc, char *argv[])
{
  for (int i = 1; i < argc; i++) {
    if (g_str_has_prefix (argv[i], "--language="))
      return argv[i] + strlen ("--language=");
    if ((strcmp (argv[i], "--language") == 0 || strcmp (argv[i], "-l") == 0) && i + 1 < argc)
      return argv[i + 1];
  }
  return NULL;
}

int
main (int argc, char *argv[])
{
  const char *locale_dir = g_getenv ("ZHIBAO_LOCALE_DIR");

  zb_language_set (find_language (argc, argv), locale_dir != NULL ? locale_dir : ZB_LOCALE_DIR);
  /* A form is paper: drawing it with cairo starts faster than with GL and costs less on the office
   * computers this runs on. */
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_autoptr (ZbApplication) application = zb_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
