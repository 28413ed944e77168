/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages come from files of HTML and MJML, and go into files of MJML, HTML and EML. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-exchange.h"

#include "engine/content/esp-html-inline.h"
#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-message-language.h"
#include "engine/content/esp-message-sample.h"
#include "engine/content/esp-social.h"
#include "engine/content/exchange/esp-exchange.h"
#include "views/messages/esp-exchange-words.h"
#include "views/messages/esp-message-acts.h"
#include "views/shell/esp-background.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-library-content.h"
#include "worker/esp-sender-card.h"
#include "worker/esp-message-eml.h"
#include "worker/esp-message-from-eml.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_FILE_BYTES (32 * 1024 * 1024)
#define MAX_SHOWN_NOTES 12

static const EspFileFilter import_filters[] = { { N_ ("Emails (HTML, MJML, EML)"),
                                                  "*.html;*.htm;*.mjml;*.eml" },
                                                { NULL, NULL } };

/* Import */

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  GFile *file;
  EspMessageDoc *doc; /* (owned) (nullable) result */
  GPtrArray *notes;   /* (element-type EspExchangeNote) result */
} Import;

static void
import_free (gpointer data)
{
  Import *self = data;

  g_object_unref (self->session);
  g_object_unref (self->file);
  esp_message_doc_free (self->doc);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

static gboolean
ends_with (const char *name, const char *suffix)
{
  gsize n = strlen (name);
  gsize n_suffix = strlen (suffix);

  return n >= n_suffix && g_ascii_strcasecmp (name + n - n_suffix, suffix) == 0;
}

static gboolean
check_size (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (info == NULL)
    return FALSE;
  if (g_file_info_get_size (info) <= MAX_FILE_BYTES)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The file is larger than %d MB."),
               MAX_FILE_BYTES / 1024 / 1024);
  return FALSE;
}

static gboolean
import_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  Import *self = data;
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *text = NULL;
  gsize n = 0;

  if (check_size (self->file, cancellable, error) &&
      g_file_load_contents (self->file, cancellable, &text, &n, NULL, error))
    self->doc =
      ends_with (name, ".eml")    ? esp_message_from_eml (text, (gssize) n, self->notes, error)
      : ends_with (name, ".mjml") ? esp_message_from_mjml (text, (gssize) n, self->notes, error)
                                  : esp_message_from_html (text, (gssize) n, self->notes, error);
  return self->doc != NULL;
}

/* The same sentence for many elements is told once. */
static void
tell_notes (EspSession *session, GPtrArray *notes)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) body = g_string_new (NULL);
  guint n_left = 0;

  for (guint i = 0; i < notes->len; i++)
    {
      const EspExchangeNote *note = notes->pdata[i];
      g_autofree char *words = esp_exchange_words (note->text);

      if (!g_hash_table_add (seen, note->text))
        continue;
      if (g_hash_table_size (seen) <= MAX_SHOWN_NOTES)
        g_string_append_printf (body, "• %s: %s\n", note->place, words);
      else
        n_left++;
    }
  if (n_left > 0)
    g_string_append_printf (body, ngettext ("and %u more", "and %u more", n_left), n_left);
  if (body->len > 0)
    esp_dialog_tell (esp_session_get_window (session),
                     _ ("The message was imported; this is different now"), body->str);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *self = user_data; /* the task has it for as long as this runs */
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (self->file);
  char *dot;

  if (esp_background_run_finish (result, &error) == NULL)
    {
      /* Translators: %s is the name of a file */
      g_autofree char *heading = g_strdup_printf (_ ("“%s” cannot be imported"), name);
      g_autofree char *words = esp_exchange_words (error->message);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        esp_dialog_tell (esp_session_get_window (self->session), heading, words);
      return;
    }
  dot = strrchr (name, '.');
  if (dot != NULL && dot != name)
    *dot = '\0';
  esp_message_acts_new_from (self->session,
                             g_utf8_validate (name, -1, NULL) ? name : _ ("New message"),
                             self->doc);
  tell_notes (self->session, self->notes);
}

/**
 * esp_message_import_file:
 *
 * Makes a message of a file, opens it and tells what could not be kept.
 */
void
esp_message_import_file (EspSession *session, GFile *file)
{
  Import *import = g_new0 (Import, 1);

  import->session = g_object_ref (session);
  import->file = g_object_ref (file);
  import->notes = esp_exchange_notes_new ();
  esp_background_run_async (import_worker, import, import_free,
                            esp_session_get_cancellable (session), imported_cb, import);
}

static void
import_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file != NULL)
    esp_message_import_file (session, file);
}

/**
 * esp_message_import_choose:
 *
 * Asks for a file of HTML or MJML and makes a message of it.
 */
void
esp_message_import_choose (EspSession *session)
{
  esp_dialog_open_file_async (esp_session_get_window (session), _ ("Import a message"),
                              import_filters, NULL, import_chosen_cb, g_object_ref (session));
}

/* Export */

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  GFile *file;         /* (owned) (nullable) until it is chosen */
  EspMessageDoc *doc;
  char *format;
  GBytes *bytes; /* (owned) (nullable) result */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_object_unref (self->session);
  g_clear_object (&self->file);
  esp_message_doc_free (self->doc);
  g_free (self->format);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static GBytes *
write_eml (const EspMessageDoc *doc,
           const EspBrand *brand,
           const EspSenderFacts *facts,
           gint64 now_us,
           GError **error)
{
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead =
                                            esp_message_sample_find_for ("usual", doc->language),
                                          .unsubscribe_url = "https://example.com/unsubscribe",
                                          .now_us = now_us,
                                          .is_preview = TRUE };
  g_autoptr (EspMessageTemplate) template = esp_message_template_new (doc, brand, facts, error);
  EspMessageRendered rendered;
  GBytes *bytes = NULL;

  if (template == NULL)
    return NULL;
  esp_message_rendered_init (&rendered);
  if (esp_message_template_render (template, &recipient, &rendered, error))
    bytes = esp_message_to_eml (doc, &rendered, NULL, NULL, error);
  esp_message_rendered_clear (&rendered);
  return bytes;
}

static gboolean
export_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Export *self = data;
  g_autoptr (EspMessageDoc) picked =
    esp_message_doc_pick_language (self->doc, self->doc->language, NULL);
  g_autoptr (EspMessageDoc) doc = esp_library_content_resolve (tx, picked, error);
  g_autoptr (EspBrandKit) kit = NULL;
  g_auto (EspSenderCard) card = { 0 };
  g_autofree char *text = NULL;
  char *whole;
  EspBrand brand = esp_brand_default;

  if (doc == NULL || !esp_library_content_load_brand (tx, doc->brand, &kit, error) ||
      !esp_sender_card_load (tx, doc, &card, error))
    return FALSE;
  esp_social_add_icons (doc);
  if (kit != NULL)
    {
      esp_brand_kit_get_brand (kit, &brand);
      esp_brand_kit_add_logo (kit, doc);
    }
  if (g_str_equal (self->format, "eml"))
    {
      self->bytes = write_eml (doc, &brand, &card.facts, esp_tx_get_now_us (tx), error);
      return self->bytes != NULL;
    }
  text = g_str_equal (self->format, "mjml") ? esp_message_to_mjml (doc, &brand)
                                            : esp_html_writer_write (doc, &brand, &card.facts);
  whole = esp_html_inline_files (text, doc);
  self->bytes = g_bytes_new_take (whole, strlen (whole));
  return TRUE;
}

static void
tell_export_failure (EspSession *session, const char *detail)
{
  esp_dialog_tell (esp_session_get_window (session), _ ("The message was not exported"), detail);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_autofree char *name = g_file_get_basename (G_FILE (source));
      g_autofree char *shown = g_filename_display_name (name);
      /* Translators: %s is the name of a file */
      g_autofree char *text = g_strdup_printf (_ ("Exported to “%s”"), shown);

      esp_session_toast (session, text);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell_export_failure (session, error->message);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Export) self = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self != NULL)
    g_file_replace_contents_bytes_async (self->file, self->bytes, NULL, FALSE,
                                         G_FILE_CREATE_REPLACE_DESTINATION,
                                         esp_session_get_cancellable (session), saved_cb,
                                         g_object_ref (session));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = esp_store_message (error);

      tell_export_failure (session, sentence);
    }
}

static void
export_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  EspSession *session = self->session;

  self->file = esp_dialog_file_finish (result, NULL);
  if (self->file == NULL)
    return;
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, export_in_tx,
                        g_steal_pointer (&self), export_free, esp_session_get_cancellable (session),
                        written_cb, g_object_ref (session));
}

/**
 * esp_message_export:
 * @name: of the message
 * @format: "mjml", "html" or "eml"
 *
 * Asks for a file and writes the message there, in the language that @doc has.
 */
void
esp_message_export (EspSession *session,
                    const char *name,
                    const EspMessageDoc *doc,
                    const char *format)
{
  static const EspFileFilter filters[][2] = {
    { { N_ ("MJML"), "*.mjml" }, { NULL, NULL } },
    { { N_ ("HTML"), "*.html" }, { NULL, NULL } },
    { { N_ ("Mail (EML)"), "*.eml" }, { NULL, NULL } },
  };
  Export *self = g_new0 (Export, 1);
  g_autofree char *file = g_strdup_printf ("%s.%s", name, format);
  guint kind = g_str_equal (format, "mjml") ? 0 : g_str_equal (format, "html") ? 1 : 2;

  g_strdelimit (file, "/", '-');
  self->session = g_object_ref (session);
  self->doc = esp_message_doc_copy (doc);
  self->format = g_strdup (format);
  esp_dialog_save_file_async (esp_session_get_window (session), _ ("Export the message"), file,
                              filters[kind], NULL, export_chosen_cb, self);
}
