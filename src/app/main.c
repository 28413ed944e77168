/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entry of the application. */
#include "config.h"

#include "app/esp-application.h"
#include "views/shell/esp-locale.h"

#include <signal.h>

int
main (int argc, char **argv)
{
  g_autoptr (EspApplication) app = NULL;

  (void) signal (SIGXFSZ, SIG_IGN); /* a limit on files is an error to tell, not an end */
  esp_locale_init ();
  app = esp_application_new ();
  return g_application_run (G_APPLICATION (app), argc, argv);
}
