/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is known about a picture, a snippet or a phrase of the library, apart from its name. Every text is owned and
 * nullable. */
typedef struct
{
  char *text;           /* snippet, phrase */
  char *note;           /* phrase: why */
  gboolean is_required; /* phrase: must stand in every advertisement; else must not be written */
  char *alt;            /* picture */
  gboolean is_decorative;
  char *rights;  /* picture: who may use it, and how */
  char *expires; /* picture: the last day, "2027-03-31" */
  int width;     /* picture: px */
  int height;
} EspLibraryNote;

EspLibraryNote *esp_library_note_parse (const char *json);
char *esp_library_note_to_json (const EspLibraryNote *self);
void esp_library_note_free (EspLibraryNote *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLibraryNote, esp_library_note_free)
gboolean esp_library_note_is_expired (const EspLibraryNote *self, gint64 now_us, GTimeZone *zone);
gboolean esp_library_note_check (const EspLibraryNote *self, GError **error);

G_END_DECLS
