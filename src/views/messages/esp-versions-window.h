/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A message whose versions are shown, and what its editor does with them. */
typedef struct
{
  EspSession *session;
  gint64 id;
  const char *name;
  GObject *editor;                /* handed to the functions */
  void (*save) (GObject *editor); /* writes what was edited */
  /* (nullable) takes the document of a version over; without it the store does */
  void (*restore) (GObject *editor, const char *document);
  /* (nullable) shows what changed since the document of a version */
  void (*compare) (GObject *editor,
                   GtkWindow *parent,
                   const char *title,
                   const char *document,
                   GError **error);
} EspVersioned;

void esp_versions_window_open (const EspVersioned *of);

G_END_DECLS
