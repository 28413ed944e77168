/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One subject of the command line: "espalierctl NAME …". */
typedef struct
{
  const char *name;
  const char *summary;                /* one line of --help */
  int (*run) (int argc, char **argv); /* argv[0] is the name; returns the exit status */
} EspCtlCommand;

G_END_DECLS
