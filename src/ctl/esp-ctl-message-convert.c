/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl message from-mjml, from-html, to-html, to-mjml, to-eml: messages come from elsewhere and go there. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-message.h"
#include "engine/content/esp-brand-kit.h"
#include "engine/content/esp-html-inline.h"
#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-message-language.h"
#include "engine/content/esp-message-conditions.h"
#include "engine/content/esp-message-sample.h"
#include "engine/content/esp-message-template.h"
#include "engine/content/esp-social.h"
#include "engine/content/exchange/esp-exchange.h"
#include "store/esp-messages.h"
#include "worker/esp-message-eml.h"
#include "worker/esp-message-from-eml.h"
#include "worker/esp-library-content.h"
#include "worker/esp-sender-card.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
  char *workspace;
  char *message;
  char *output;
  char *subject;
  char *language;
  char *brand_file;
  char *sample;
  char **shown;
  char **hidden;
  char *from;
  char *to;
  gboolean is_rendered;
  gboolean is_quiet;
  gboolean keeps_cid;
  EspMessageDoc *doc;
  EspBrandKit *kit;
  EspBrand brand;
  EspSenderCard card; /* nobody for a file */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->message);
  g_free (options->output);
  g_free (options->subject);
  g_free (options->language);
  g_free (options->brand_file);
  g_free (options->sample);
  g_strfreev (options->shown);
  g_strfreev (options->hidden);
  g_free (options->from);
  g_free (options->to);
  esp_message_doc_free (options->doc);
  esp_brand_kit_free (options->kit);
  esp_sender_card_clear (&options->card);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options,
       int *argc,
       char ***argv,
       const char *subject,
       const char *what,
       int *status)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "write there, not to the terminal",
      "FILE" },
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "the workspace file",
      "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &options->message,
      "a message of the workspace, in place of a file", "ID" },
    { "subject", 's', 0, G_OPTION_ARG_STRING, &options->subject, "in place of the one read",
      "TEXT" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &options->language, "of a message with several",
      "TAG" },
    { "brand", 0, 0, G_OPTION_ARG_FILENAME, &options->brand_file, "a brand kit, JSON", "FILE" },
    { "sample", 0, 0, G_OPTION_ARG_STRING, &options->sample,
      "fill in usual, empty, nameless, longest, emoji, no-purchases, long-product, right-to-left "
      "or "
      "markup",
      "CASE" },
    { "show", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->shown,
      "hold the condition of this block or section to be true", "ID" },
    { "hide", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hidden, "or to be false", "ID" },
    { "keep-cid", 0, 0, G_OPTION_ARG_NONE, &options->keeps_cid,
      "leave pictures as cid: addresses, as mail programs want them", NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options->from, "sender of the EML", "ADDRESS" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options->to, "recipient of the EML", "ADDRESS" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->is_quiet, "no notes", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (what);

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, subject, status);
}

static int
put_out (const Options *options, const char *subject, const char *bytes, gsize n)
{
  g_autoptr (GError) error = NULL;

  if (options->output == NULL)
    return fwrite (bytes, 1, n, stdout) == n ? ESP_CTL_OK : ESP_CTL_FAILED;
  if (!g_file_set_contents (options->output, bytes, (gssize) n, &error))
    return esp_ctl_fail (subject, error);
  return ESP_CTL_OK;
}

static void
print_notes (const Options *options, GPtrArray *notes)
{
  for (guint i = 0; !options->is_quiet && i < notes->len; i++)
    {
      const EspExchangeNote *note = notes->pdata[i];

      g_printerr ("%s: %s\n", note->place, note->text);
    }
}

typedef EspMessageDoc *(*ReadFunc) (const char *, gssize, GPtrArray *, GError **);

static int
convert_from (int argc, char **argv, const char *subject, const char *what, ReadFunc read)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = esp_exchange_notes_new ();
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;
  gsize n;
  int status;

  if (!parse (&options, &argc, &argv, subject, what, &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage (subject, "Name one file");
  if (!g_file_get_contents (argv[1], &text, &n, &error))
    return esp_ctl_fail (subject, error);
  options.doc = read (text, (gssize) n, notes, &error);
  if (options.doc == NULL)
    return esp_ctl_fail (subject, error);
  if (options.subject != NULL)
    esp_message_doc_set (&options.doc->subject, options.subject);
  if (options.language != NULL)
    esp_message_doc_set (&options.doc->language, options.language);
  print_notes (&options, notes);
  json = esp_message_doc_to_json (options.doc);
  return put_out (&options, subject, json, strlen (json));
}

/**
 * esp_ctl_message_from_mjml:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_from_mjml (int argc, char **argv)
{
  return convert_from (argc, argv, "message from-mjml", "FILE – reads MJML into a message",
                       esp_message_from_mjml);
}

/**
 * esp_ctl_message_from_html:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_from_html (int argc, char **argv)
{
  return convert_from (argc, argv, "message from-html", "FILE – reads an HTML email into blocks",
                       esp_message_from_html);
}

/**
 * esp_ctl_message_from_eml:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_from_eml (int argc, char **argv)
{
  return convert_from (argc, argv, "message from-eml", "FILE – reads a saved mail into blocks",
                       esp_message_from_eml);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspMessageRow) row = NULL;
  g_autoptr (EspMessageDoc) whole = NULL;
  g_autoptr (EspMessageDoc) picked = NULL;
  gint64 id = 0;

  if (!esp_message_resolve (tx, options->message, &id, error))
    return FALSE;
  row = esp_message_load (tx, id, error);
  if (row == NULL)
    return FALSE;
  whole = esp_message_doc_parse (row->document, -1, error);
  if (whole == NULL)
    return FALSE;
  picked =
    esp_message_doc_pick_language (whole,
                                   options->language != NULL ? options->language : whole->language,
                                   NULL);
  options->doc = esp_library_content_resolve (tx, picked, error);
  return options->doc != NULL &&
         (options->brand_file != NULL ||
          esp_library_content_load_brand (tx, options->doc->brand, &options->kit, error)) &&
         esp_sender_card_load (tx, options->doc, &options->card, error);
}

static gboolean
load_file (Options *options, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize n;

  if (!g_file_get_contents (path, &text, &n, error))
    return FALSE;
  if (g_str_has_suffix (path, ".mjml"))
    options->doc = esp_message_from_mjml (text, (gssize) n, NULL, error);
  else if (g_str_has_suffix (path, ".html") || g_str_has_suffix (path, ".htm"))
    options->doc = esp_message_from_html (text, (gssize) n, NULL, error);
  else if (g_str_has_suffix (path, ".eml"))
    options->doc = esp_message_from_eml (text, (gssize) n, NULL, error);
  else
    options->doc = esp_message_doc_parse (text, (gssize) n, error);
  return options->doc != NULL;
}

static gboolean
load_brand (Options *options, GError **error)
{
  g_autofree char *text = NULL;
  gsize n;

  options->brand = esp_brand_default;
  if (options->brand_file == NULL)
    {
      if (options->kit != NULL)
        esp_brand_kit_get_brand (options->kit, &options->brand);
      return TRUE;
    }
  if (!g_file_get_contents (options->brand_file, &text, &n, error))
    return FALSE;
  options->kit = esp_brand_kit_parse (text, (gssize) n, error);
  if (options->kit == NULL)
    return FALSE;
  esp_brand_kit_get_brand (options->kit, &options->brand);
  return TRUE;
}

/* Reads what is converted; one language of it, with the pictures that travel along. */
static gboolean
load (Options *options, int argc, char **argv, GError **error)
{
  EspStore *store;
  EspMessageDoc *picked;
  gboolean is_loaded;

  if (options->message != NULL)
    {
      store = esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, error);
      is_loaded =
        store != NULL && esp_store_read (store, ESP_READ_PAGE, load_cb, options, NULL, error);
      g_clear_object (&store);
    }
  else
    is_loaded = load_file (options, argv[1], error);
  if (!is_loaded || !load_brand (options, error))
    return FALSE;
  picked = esp_message_doc_pick_language (options->doc,
                                          options->language != NULL ? options->language
                                                                    : options->doc->language,
                                          NULL);
  esp_message_doc_free (options->doc);
  options->doc = picked;
  esp_social_add_icons (picked);
  if (options->kit != NULL)
    esp_brand_kit_add_logo (options->kit, picked);
  return TRUE;
}

static gboolean
render (Options *options, EspMessageRendered *rendered, GError **error)
{
  const EspMessageSample *sample =
    esp_message_sample_find_for (options->sample != NULL ? options->sample : "usual",
                                 options->doc->language);
  g_autoptr (EspMessageTemplate) template = NULL;
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead = sample,
                                          .unsubscribe_url = "https://example.com/unsubscribe",
                                          .now_us = g_get_real_time (),
                                          .is_preview = TRUE };

  if (sample == NULL)
    {
      g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID, "There is no sample “%s”",
                   options->sample);
      return FALSE;
    }
  esp_message_sample_stage (options->sample, options->doc);
  template = esp_message_template_new (options->doc, &options->brand, &options->card.facts, error);
  return template != NULL && esp_message_template_render (template, &recipient, rendered, error);
}

static gboolean
force_conditions (Options *options, GError **error)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; options->shown != NULL && options->shown[i] != NULL; i++)
    g_hash_table_insert (shown, options->shown[i], GINT_TO_POINTER (TRUE));
  for (guint i = 0; options->hidden != NULL && options->hidden[i] != NULL; i++)
    g_hash_table_insert (shown, options->hidden[i], GINT_TO_POINTER (FALSE));
  if (esp_message_force_conditions (options->doc, shown) >= g_hash_table_size (shown))
    return TRUE;
  g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                       "A block or section named by --show or --hide is not there, or has no "
                       "condition");
  return FALSE;
}

static int
begin (Options *options,
       int *argc,
       char ***argv,
       const char *subject,
       const char *what,
       gboolean *out_is_ready)
{
  g_autoptr (GError) error = NULL;
  int status;

  *out_is_ready = FALSE;
  if (!parse (options, argc, argv, subject, what, &status))
    return status;
  if ((options->message == NULL) != (*argc == 2))
    return esp_ctl_usage (subject, "Name one file (.json, .mjml, .html, .eml) or a message with "
                                   "--message ID");
  if (!load (options, *argc, *argv, &error) || !force_conditions (options, &error))
    return esp_ctl_fail (subject, error);
  *out_is_ready = TRUE;
  return ESP_CTL_OK;
}

/**
 * esp_ctl_message_to_html:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_to_html (int argc, char **argv)
{
  static const char subject[] = "message to-html";
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *html = NULL;
  g_autofree char *inlined = NULL;
  gboolean is_ready;
  int status =
    begin (&options, &argc, &argv, subject, "FILE – writes a message as HTML", &is_ready);

  if (!is_ready)
    return status;
  if (options.sample != NULL)
    {
      EspMessageRendered rendered;
      gboolean is_done;

      esp_message_rendered_init (&rendered);
      is_done = render (&options, &rendered, &error);
      html = g_strdup (rendered.html->str);
      esp_message_rendered_clear (&rendered);
      if (!is_done)
        return esp_ctl_fail (subject, error);
    }
  else
    html = esp_html_writer_write (options.doc, &options.brand, &options.card.facts);
  if (strlen (html) > ESP_HTML_MAX_ADVISED_BYTES && !options.is_quiet)
    g_printerr ("The HTML has %" G_GSIZE_FORMAT " bytes; Gmail cuts what is over 102 kB.\n",
                strlen (html));
  inlined = options.keeps_cid ? g_strdup (html) : esp_html_inline_files (html, options.doc);
  return put_out (&options, subject, inlined, strlen (inlined));
}

/**
 * esp_ctl_message_to_mjml:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_to_mjml (int argc, char **argv)
{
  static const char subject[] = "message to-mjml";
  g_auto (Options) options = { 0 };
  g_autofree char *mjml = NULL;
  g_autofree char *inlined = NULL;
  gboolean is_ready;
  int status =
    begin (&options, &argc, &argv, subject, "FILE – writes a message as MJML", &is_ready);

  if (!is_ready)
    return status;
  mjml = esp_message_to_mjml (options.doc, &options.brand);
  inlined = options.keeps_cid ? g_strdup (mjml) : esp_html_inline_files (mjml, options.doc);
  return put_out (&options, subject, inlined, strlen (inlined));
}

/**
 * esp_ctl_message_to_eml:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_to_eml (int argc, char **argv)
{
  static const char subject[] = "message to-eml";
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  EspMessageRendered rendered;
  g_autoptr (GBytes) mail = NULL;
  const char *bytes;
  gsize n;
  gboolean is_ready;
  int status = begin (&options, &argc, &argv, subject,
                      "FILE – writes a message as a file that mail programs open", &is_ready);

  if (!is_ready)
    return status;
  esp_message_rendered_init (&rendered);
  if (render (&options, &rendered, &error))
    mail = esp_message_to_eml (options.doc, &rendered, options.from, options.to, &error);
  esp_message_rendered_clear (&rendered);
  if (mail == NULL)
    return esp_ctl_fail (subject, error);
  bytes = g_bytes_get_data (mail, &n);
  return put_out (&options, subject, bytes, n);
}

static int
to_json (int argc, char **argv)
{
  static const char subject[] = "message export";
  g_auto (Options) options = { 0 };
  g_autofree char *json = NULL;
  gboolean is_ready;
  int status =
    begin (&options, &argc, &argv, subject, "FILE – writes a message as JSON", &is_ready);

  if (!is_ready)
    return status;
  json = esp_message_doc_to_json (options.doc);
  return put_out (&options, subject, json, strlen (json));
}

/* Takes "--format X" out of the arguments; returns X, else the ending of the output, else NULL. */
static const char *
take_format (int *argc, char **argv)
{
  const char *format = NULL;
  const char *output = NULL;
  int n = 0;

  for (int i = 0; i < *argc; i++)
    {
      gboolean has_next = i + 1 < *argc;

      if (g_str_has_prefix (argv[i], "--format="))
        format = argv[i] + strlen ("--format=");
      else if (g_str_equal (argv[i], "--format") && has_next)
        format = argv[++i];
      else
        {
          if ((g_str_equal (argv[i], "-o") || g_str_equal (argv[i], "--output")) && has_next)
            output = argv[i + 1];
          else if (g_str_has_prefix (argv[i], "--output="))
            output = argv[i];
          argv[n++] = argv[i];
        }
    }
  *argc = n;
  if (format == NULL && output != NULL && strrchr (output, '.') != NULL)
    format = strrchr (output, '.') + 1;
  return format;
}

/**
 * esp_ctl_message_export:
 *
 * Writes a message in the format that --format or the ending of the output names.
 *
 * Returns: the exit status
 */
int
esp_ctl_message_export (int argc, char **argv)
{
  static const struct
  {
    const char *format;
    int (*write) (int, char **);
  } formats[] = { { "html", esp_ctl_message_to_html },
                  { "htm", esp_ctl_message_to_html },
                  { "mjml", esp_ctl_message_to_mjml },
                  { "eml", esp_ctl_message_to_eml },
                  { "json", to_json } };
  const char *format = take_format (&argc, argv);

  for (gsize i = 0; format != NULL && i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (formats[i].format, format) == 0)
      return formats[i].write (argc, argv);
  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    return esp_ctl_message_to_html (argc, argv);
  return esp_ctl_usage ("message export", "Say --format html, mjml, eml or json, or name the "
                                          "output so: -o FILE.html");
}
