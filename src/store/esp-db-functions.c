/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What our SQL asks of values that SQLite cannot tell: texts in any script, numbers in words. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-condition.h"
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

/* esp_number (value): what a value of an event counts as where a number is asked for; else NULL. */
static void
number_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  int type = sqlite3_value_type (values[0]);
  const char *text;
  double number;

  if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
    sqlite3_result_value (context, values[0]);
  else if (type == SQLITE_TEXT && (text = (const char *) sqlite3_value_text (values[0])) != NULL &&
           esp_operand_read_number (text, &number))
    sqlite3_result_double (context, number);
  else
    sqlite3_result_null (context);
}

/* esp_words (value): how a value of an event reads where a text is asked for; else NULL. */
static void
words_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (sqlite3_value_type (values[0]))
    {
    case SQLITE_TEXT:
      sqlite3_result_value (context, values[0]);
      break;
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
      esp_operand_print_number (sqlite3_value_double (values[0]), buffer, sizeof buffer);
      sqlite3_result_text (context, buffer, -1, SQLITE_TRANSIENT);
      break;
    default:
      sqlite3_result_null (context);
      break;
    }
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
  static const struct
  {
    const char *name;
    void (*func) (sqlite3_context *, int, sqlite3_value **);
  } functions[] = { { "esp_fold", fold_cb },
                    { "esp_number", number_cb },
                    { "esp_words", words_cb } };
  int code = SQLITE_OK;

  for (guint i = 0; code == SQLITE_OK && i < G_N_ELEMENTS (functions); i++)
    code = sqlite3_create_function_v2 (self->handle, functions[i].name, 1,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
                                       functions[i].func, NULL, NULL, NULL);
  return code == SQLITE_OK || esp_db_set_error (self, code, error);
}
