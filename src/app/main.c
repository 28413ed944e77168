/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entry of the application. */
#include "config.h"

#include "app/esp-application.h"
#include "views/shell/esp-locale.h"

int
main (int argc, char **argv)
{
  g_autoptr (EspApplication) app = NULL;

  esp_locale_init ();
  app = esp_application_new ();
  return g_application_run (G_APPLICATION (app), argc, argv);
}
