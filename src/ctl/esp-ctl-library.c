/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl library: templates, blocks, pictures, snippets, brand kits and phrases that messages share. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-library.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/content/esp-brand-kit.h"
#include "engine/content/esp-library-note.h"
#include "engine/content/esp-message-doc.h"
#include "engine/content/esp-picture.h"
#include "store/esp-library-uses.h"
#include "worker/esp-library-replace.h"

#include <string.h>

#define SUBJECT "library"

typedef struct
{
  char *workspace;
  char *kind;
  char *file;
  char *search;
  char *text;
  char *note;
  char *alt;
  char *rights;
  char *expires;
  char *output;
  char *with;
  gboolean is_dry;
  GPtrArray *replaced; /* (owned) (nullable) of EspReplacedDocument */
  gboolean is_required;
  gboolean is_decorative;
  gboolean is_default;
  gboolean with_archived;
  gboolean is_json;
  const char *action;
  const char *first;  /* (nullable) of argv */
  const char *second; /* (nullable) of argv */
  gint64 id;
  EspLibraryItem *made; /* (owned) (nullable) to be added */
  EspLibraryItem *item; /* (owned) (nullable) that was found */
  GPtrArray *items;     /* (owned) (nullable) of EspLibraryItem */
  GPtrArray *uses;      /* (owned) (nullable) of EspLibraryUse */
  GHashTable *counts;   /* (owned) (nullable) by uuid */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->kind);
  g_free (options->file);
  g_free (options->search);
  g_free (options->text);
  g_free (options->note);
  g_free (options->alt);
  g_free (options->rights);
  g_free (options->expires);
  g_free (options->output);
  g_free (options->with);
  g_clear_pointer (&options->replaced, g_ptr_array_unref);
  esp_library_item_free (options->made);
  esp_library_item_free (options->item);
  g_clear_pointer (&options->items, g_ptr_array_unref);
  g_clear_pointer (&options->uses, g_ptr_array_unref);
  g_clear_pointer (&options->counts, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What is added */

static gboolean
make_image (Options *options, GBytes *bytes, GError **error)
{
  EspLibraryNote note = { .alt = options->alt,
                          .is_decorative = options->is_decorative,
                          .rights = options->rights,
                          .expires = options->expires };
  EspPicture picture;

  if (!esp_picture_probe (bytes, &picture))
    {
      g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                           "Mail programs show PNG, JPEG and GIF; give such a file");
      return FALSE;
    }
  if (!esp_library_note_check (&note, error))
    return FALSE;
  note.width = picture.width;
  note.height = picture.height;
  options->made->media_type = g_strdup (picture.type);
  options->made->data = g_bytes_ref (bytes);
  options->made->document = esp_library_note_to_json (&note);
  return TRUE;
}

static gboolean
make_document (Options *options, GBytes *bytes, GError **error)
{
  gsize n = 0;
  const char *text = g_bytes_get_data (bytes, &n);
  g_autoptr (EspBrandKit) kit = NULL;

  options->made->document = g_strndup (text != NULL ? text : "", n);
  if (options->made->kind == ESP_LIBRARY_TEMPLATE || options->made->kind == ESP_LIBRARY_BLOCK)
    {
      g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (options->made->document, -1, error);

      return doc != NULL;
    }
  kit = esp_brand_kit_parse (options->made->document, -1, error);
  return kit != NULL;
}

static gboolean
make_item (Options *options, EspLibraryKind kind, GError **error)
{
  EspLibraryNote note = { .text = options->text,
                          .note = options->note,
                          .is_required = options->is_required };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *data = NULL;
  gsize n = 0;

  options->made = g_new0 (EspLibraryItem, 1);
  options->made->kind = kind;
  options->made->name = g_strdup (options->second);
  if (kind == ESP_LIBRARY_SNIPPET || kind == ESP_LIBRARY_PHRASE)
    {
      options->made->document = esp_library_note_to_json (&note);
      return TRUE;
    }
  if (!g_file_get_contents (options->file, &data, &n, error))
    return FALSE;
  bytes = g_bytes_new_take (g_steal_pointer (&data), n);
  return kind == ESP_LIBRARY_IMAGE ? make_image (options, bytes, error)
                                   : make_document (options, bytes, error);
}

/* Store */

static gboolean
add_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_library_insert (tx, options->made, &options->id, error) &&
         (!options->is_default || esp_library_set_default (tx, options->id, TRUE, error));
}

/* What is not given stays as it is. */
static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspLibraryItem) item = NULL;
  gboolean is_text;

  if (!esp_library_resolve (tx, options->first, &options->id, error))
    return FALSE;
  item = esp_library_load (tx, options->id, error);
  if (item == NULL)
    return FALSE;
  is_text = item->kind == ESP_LIBRARY_SNIPPET || item->kind == ESP_LIBRARY_PHRASE;
  if (is_text ? options->file != NULL : options->text != NULL)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           is_text ? "This takes --text TEXT" : "This takes --file FILE");
      return FALSE;
    }
  if (options->file != NULL || options->text != NULL)
    {
      if (!make_item (options, item->kind, error))
        return FALSE;
    }
  else
    {
      options->made = g_new0 (EspLibraryItem, 1);
      options->made->kind = item->kind;
      options->made->document = g_strdup (item->document);
      options->made->name = g_strdup (options->second);
    }
  options->made->id = item->id;
  if (options->made->name == NULL)
    options->made->name = g_strdup (item->name);
  return esp_library_update (tx, options->made, error);
}

static gboolean
find_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!esp_library_resolve (tx, options->first, &options->id, error))
    return FALSE;
  options->item = esp_library_load (tx, options->id, error);
  if (options->item == NULL)
    return FALSE;
  options->uses = esp_library_list_uses (tx, options->item, error);
  return options->uses != NULL;
}

static gboolean
change_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!esp_library_resolve (tx, options->first, &options->id, error))
    return FALSE;
  if (g_str_equal (options->action, "default"))
    return esp_library_set_default (tx, options->id, TRUE, error);
  return esp_library_set_archived (tx, options->id, g_str_equal (options->action, "remove"), error);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  EspLibraryQuery query = { .kind = -1,
                            .text = options->search,
                            .with_archived = options->with_archived };
  EspLibraryKind kind;

  if (esp_library_kind_from_string (options->kind, &kind))
    query.kind = (int) kind;
  options->items = esp_library_list (tx, &query, error);
  if (options->items == NULL)
    return FALSE;
  options->counts = esp_library_count_uses (tx, error);
  return options->counts != NULL;
}

/* Answers */

static void
add_item (JsonBuilder *out, const EspLibraryItem *item)
{
  esp_ctl_add_int (out, "id", item->id);
  esp_ctl_add_text (out, "uuid", item->uuid);
  esp_ctl_add_text (out, "kind", esp_library_kind_to_string (item->kind));
  esp_ctl_add_text (out, "name", item->name);
  esp_ctl_add_text (out, "media_type", item->media_type);
  esp_ctl_add_int (out, "bytes", (gint64) item->n_bytes);
  esp_ctl_add_boolean (out, "default", item->is_default);
  esp_ctl_add_boolean (out, "archived", item->archived_at_us != 0);
}

static int
run_list (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (store == NULL || !esp_store_read (store, ESP_READ_LONG, list_cb, options, NULL, &error))
    return esp_ctl_fail (SUBJECT, error);
  json_builder_begin_array (out);
  for (guint i = 0; i < options->items->len; i++)
    {
      const EspLibraryItem *item = options->items->pdata[i];
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (options->counts, item->uuid));

      json_builder_begin_object (out);
      add_item (out, item);
      esp_ctl_add_int (out, "uses", n);
      json_builder_end_object (out);
      if (!options->is_json)
        g_print ("%6" G_GINT64_FORMAT "  %-8s  %s  %s%s%s\n", item->id,
                 esp_library_kind_to_string (item->kind), item->uuid, item->name,
                 item->is_default ? "  (default)" : "",
                 item->archived_at_us != 0 ? "  (archived)" : "");
    }
  json_builder_end_array (out);
  if (options->is_json)
    esp_ctl_print_json (out);
  else if (options->items->len == 0)
    g_print ("The library is empty, or nothing in it matches.\n");
  return ESP_CTL_OK;
}

static void
print_uses (const Options *options, JsonBuilder *out)
{
  json_builder_set_member_name (out, "uses");
  json_builder_begin_array (out);
  for (guint i = 0; i < options->uses->len; i++)
    {
      const EspLibraryUse *use = options->uses->pdata[i];

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "kind", use->is_item ? "library" : "message");
      esp_ctl_add_int (out, "id", use->id);
      esp_ctl_add_text (out, "name", use->name);
      json_builder_end_object (out);
      if (!options->is_json)
        g_print ("%-8s %6" G_GINT64_FORMAT "  %s\n", use->is_item ? "library" : "message", use->id,
                 use->name);
    }
  json_builder_end_array (out);
}

static int
print_found (Options *options, GError **error)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  const EspLibraryItem *item = options->item;
  gboolean is_show = g_str_equal (options->action, "show");

  if (options->output != NULL)
    {
      gsize n = strlen (item->document);
      const char *data = item->document;

      if (item->data != NULL)
        data = g_bytes_get_data (item->data, &n);
      return g_file_set_contents (options->output, data, (gssize) n, error) ? ESP_CTL_OK
                                                                            : ESP_CTL_FAILED;
    }
  json_builder_begin_object (out);
  add_item (out, item);
  esp_ctl_add_text (out, "document", item->document);
  if (!options->is_json && is_show)
    g_print ("%s “%s” (%s)\n%s\n", esp_library_kind_to_string (item->kind), item->name, item->uuid,
             item->document);
  print_uses (options, out);
  json_builder_end_object (out);
  if (options->is_json)
    esp_ctl_print_json (out);
  else if (options->uses->len == 0)
    g_print ("Nothing uses it.\n");
  return ESP_CTL_OK;
}

static int
run_find (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  int status;

  if (options->first == NULL)
    return esp_ctl_usage (SUBJECT, "Name a thing of the library by its number, uuid or name");
  store = esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  if (store == NULL || !esp_store_read (store, ESP_READ_LONG, find_cb, options, NULL, &error))
    return esp_ctl_fail (SUBJECT, error);
  status = print_found (options, &error);
  return error != NULL ? esp_ctl_fail (SUBJECT, error) : status;
}

static int
run_write (Options *options, EspStoreFunc func, const char *kind)
{
  const EspOperation operation = { .kind = kind,
                                   .summary =
                                     options->second != NULL ? options->second : options->first,
                                   .actor = "espalierctl" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  gint64 history_id = 0;
  gboolean is_ok =
    store != NULL && esp_store_write (store, &operation, func, options, &history_id, &error);

  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (options->is_json)
    g_print ("{\"id\":%" G_GINT64_FORMAT ",\"history\":%" G_GINT64_FORMAT "}\n", options->id,
             history_id);
  else
    g_print ("Library %" G_GINT64_FORMAT ". Undo with: espalierctl undo %" G_GINT64_FORMAT "\n",
             options->id, history_id);
  return ESP_CTL_OK;
}

/* Replacing */

static gboolean
replace_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspLibraryItem) other = NULL;
  const char *with = options->with;

  if (!esp_library_resolve (tx, options->first, &options->id, error))
    return FALSE;
  options->item = esp_library_load (tx, options->id, error);
  if (options->item == NULL)
    return FALSE;
  if (options->item->kind == ESP_LIBRARY_BLOCK)
    {
      gint64 id = 0;

      if (!esp_library_resolve (tx, with, &id, error))
        return FALSE;
      other = esp_library_load (tx, id, error);
      if (other == NULL)
        return FALSE;
      with = other->uuid;
    }
  options->replaced = esp_library_replace (tx, options->item, with, options->is_dry, error);
  return options->replaced != NULL;
}

static void
print_replaced (const Options *options, gint64 history_id)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < options->replaced->len; i++)
    {
      const EspReplacedDocument *document = options->replaced->pdata[i];

      if (!options->is_json)
        g_print ("%s %" G_GINT64_FORMAT "  %s\n", document->is_item ? "library" : "message",
                 document->id, document->name);
      for (guint j = 0; j < document->changes->len; j++)
        {
          const EspReplacement *change = document->changes->pdata[j];

          json_builder_begin_object (out);
          esp_ctl_add_text (out, "kind", document->is_item ? "library" : "message");
          esp_ctl_add_int (out, "id", document->id);
          esp_ctl_add_text (out, "where", change->where);
          esp_ctl_add_text (out, "before", change->before);
          esp_ctl_add_text (out, "after", change->after);
          json_builder_end_object (out);
          if (!options->is_json)
            g_print ("  %s\n    - %s\n    + %s\n", change->where, change->before, change->after);
        }
    }
  json_builder_end_array (out);
  if (options->is_json)
    esp_ctl_print_json (out);
  else if (options->is_dry)
    g_print ("Nothing was changed yet.\n");
  else
    g_print ("Undo with: espalierctl undo %" G_GINT64_FORMAT "\n", history_id);
}

static int
run_replace (Options *options)
{
  const EspOperation operation = { .kind = "library-replace",
                                   .summary = options->first,
                                   .actor = "espalierctl" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  gint64 history_id = 0;
  gboolean is_ok;

  if (options->first == NULL || options->with == NULL)
    return esp_ctl_usage (SUBJECT, "Name a block, snippet or phrase, and --with what comes there");
  store = esp_ctl_open_workspace (options->workspace,
                                  options->is_dry ? ESP_STORE_READ_ONLY : ESP_STORE_OPEN, &error);
  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = options->is_dry
            ? esp_store_read (store, ESP_READ_LONG, replace_cb, options, NULL, &error)
            : esp_store_write (store, &operation, replace_cb, options, &history_id, &error);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  print_replaced (options, history_id);
  return ESP_CTL_OK;
}

static int
run_add (Options *options)
{
  g_autoptr (GError) error = NULL;
  EspLibraryKind kind;
  gboolean is_text;

  if (options->second == NULL || !esp_library_kind_from_string (options->first, &kind))
    return esp_ctl_usage (SUBJECT, "Give a kind (template, block, image, snippet, brand, phrase) "
                                   "and a name");
  is_text = kind == ESP_LIBRARY_SNIPPET || kind == ESP_LIBRARY_PHRASE;
  if (is_text ? options->text == NULL : options->file == NULL)
    return esp_ctl_usage (SUBJECT, is_text ? "Give --text TEXT" : "Give --file FILE");
  if (!make_item (options, kind, &error))
    return esp_ctl_fail (SUBJECT, error);
  return run_write (options, add_cb, "library-add");
}

static int
run_action (Options *options)
{
  if (g_str_equal (options->action, "list"))
    return run_list (options);
  if (g_str_equal (options->action, "add"))
    return run_add (options);
  if (g_str_equal (options->action, "edit"))
    return options->first != NULL &&
               (options->second != NULL || options->file != NULL || options->text != NULL)
             ? run_write (options, edit_cb, "library-edit")
             : esp_ctl_usage (SUBJECT, "Name a thing of the library, and give --file FILE, --text "
                                       "TEXT or another name");
  if (g_str_equal (options->action, "show") || g_str_equal (options->action, "where-used"))
    return run_find (options);
  if (g_str_equal (options->action, "replace"))
    return run_replace (options);
  if (g_str_equal (options->action, "remove") || g_str_equal (options->action, "restore") ||
      g_str_equal (options->action, "default"))
    return options->first != NULL
             ? run_write (options, change_cb,
                          g_str_equal (options->action, "remove") ? "library-remove"
                                                                  : "library-edit")
             : esp_ctl_usage (SUBJECT, "Name a thing of the library");
  return esp_ctl_usage (SUBJECT,
                        "What is to be done: list, add, edit, show, where-used, replace, default, "
                        "remove "
                        "or restore?");
}

/**
 * esp_ctl_library:
 */
int
esp_ctl_library (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "kind", 'k', 0, G_OPTION_ARG_STRING, &options.kind,
      "list: template, block, image, snippet, brand or phrase", "KIND" },
    { "search", 0, 0, G_OPTION_ARG_STRING, &options.search, "list: words in name or text",
      "WORDS" },
    { "archived", 0, 0, G_OPTION_ARG_NONE, &options.with_archived, "list: archived ones too",
      NULL },
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &options.file,
      "add, edit: a message document, a picture or a brand kit", "FILE" },
    { "text", 't', 0, G_OPTION_ARG_STRING, &options.text, "add, edit: of a snippet or phrase",
      "TEXT" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &options.note, "add: why a phrase is there", "TEXT" },
    { "required", 0, 0, G_OPTION_ARG_NONE, &options.is_required,
      "add: the phrase must be written; otherwise it must not", NULL },
    { "alt", 0, 0, G_OPTION_ARG_STRING, &options.alt, "add: what a picture shows", "TEXT" },
    { "decorative", 0, 0, G_OPTION_ARG_NONE, &options.is_decorative,
      "add: the picture needs no description", NULL },
    { "rights", 0, 0, G_OPTION_ARG_STRING, &options.rights, "add: who may use a picture", "TEXT" },
    { "expires", 0, 0, G_OPTION_ARG_STRING, &options.expires, "add: its last day", "DAY" },
    { "default", 0, 0, G_OPTION_ARG_NONE, &options.is_default, "add: taken unasked", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "show: write the picture or the document", "FILE" },
    { "with", 0, 0, G_OPTION_ARG_STRING, &options.with,
      "replace: the words, or the saved block, that come there", "TEXT" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.is_dry, "replace: only tell what would change",
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("list | add KIND NAME | edit ID [NAME] | show ID | where-used ID | "
                          "replace ID --with TEXT | default ID | "
                          "remove ID | restore ID");
  int status;

  g_option_context_set_description (context, "ID is a number, a uuid or a name.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  options.action = argc > 1 ? argv[1] : "list";
  options.first = argc > 2 ? argv[2] : NULL;
  options.second = argc > 3 ? argv[3] : NULL;
  return run_action (&options);
}
