/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What our SQL asks of texts that SQLite cannot tell: equality in any script. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-db-private.h"

#include "base/esp-text-fold.h"

#include <string.h>

#define SHORT_TEXT 256 /* bytes: most texts are shorter and need no memory of their own */

/* The case of the ASCII letters of a text in which nothing else has two forms. */
static void
answer_lower (sqlite3_context *context, const char *text, gsize length)
{
  char buffer[SHORT_TEXT];
  char *lower = length <= sizeof buffer ? buffer : sqlite3_malloc64 (length);

  if (lower == NULL)
    {
      sqlite3_result_error_nomem (context);
      return;
    }
  for (gsize i = 0; i < length; i++)
    lower[i] = g_ascii_tolower (text[i]);
  sqlite3_result_text64 (context, lower, length, lower == buffer ? SQLITE_TRANSIENT : sqlite3_free,
                         SQLITE_UTF8);
}

/* esp_fold (text): the form in which texts are compared; NULL and what is no text stay. */
static void
fold_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *text;
  gsize length;

  if (sqlite3_value_type (values[0]) != SQLITE_TEXT)
    {
      sqlite3_result_value (context, values[0]);
      return;
    }
  text = (const char *) sqlite3_value_text (values[0]);
  length = (gsize) sqlite3_value_bytes (values[0]);
  if (text == NULL)
    sqlite3_result_error_nomem (context);
  else if (esp_text_is_foldless (text, length))
    answer_lower (context, text, length);
  else
    sqlite3_result_text (context, esp_text_fold (text, length), -1, g_free);
}

/**
 * esp_db_add_functions:
 *
 * Gives the connection the functions that our own statements call. Nothing that is stored in the file
 * calls them, so that any other program can read and write it.
 */
gboolean
esp_db_add_functions (EspDb *self, GError **error)
{
  int code = sqlite3_create_function_v2 (self->handle, "esp_fold", 1,
                                         SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                         NULL, fold_cb, NULL, NULL, NULL);

  return code == SQLITE_OK || esp_db_set_error (self, code, error);
}
