/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl message block: the blocks and sections of a stored message are looked at, added, changed, moved and
 * removed, each as one step that can be undone. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-message.h"
#include "engine/content/esp-message-doc.h"
#include "store/esp-messages.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct _Options Options;
typedef gboolean (*ChangeFunc) (Options *options, JsonObject *root, GError **error);

struct _Options
{
  char *workspace;
  char *message;
  char *block;
  char *after;
  char *type;
  char *file;
  int by;
  gboolean is_json;
  char **values;     /* (unowned): member=value */
  ChangeFunc change; /* (nullable): nothing is written without it */
  char *touched;     /* id of what was changed */
  char *document;
};

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->message);
  g_free (options->block);
  g_free (options->after);
  g_free (options->type);
  g_free (options->file);
  g_free (options->touched);
  g_free (options->document);
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
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "the workspace file",
      "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &options->message, "number or name", "ID" },
    { "block", 'b', 0, G_OPTION_ARG_STRING, &options->block,
      "the block or section, as “message block list” names it", "ID" },
    { "after", 0, 0, G_OPTION_ARG_STRING, &options->after,
      "add behind this block or section; else at the end", "ID" },
    { "type", 0, 0, G_OPTION_ARG_STRING, &options->type,
      "heading, text, button, image, divider, spacer, social, products, html or section", "TYPE" },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options->file, "the block as JSON", "FILE" },
    { "by", 0, 0, G_OPTION_ARG_INT, &options->by, "so many places down; up when below 0", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (what);

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, subject, status);
}

static gboolean
refuse (GError **error, const char *format, const char *what)
{
  g_autofree char *quoted = g_strdup_printf ("“%s”", what != NULL ? what : "");
  g_auto (GStrv) parts = g_strsplit (format, "{}", 2);
  g_autofree char *text = g_strjoinv (quoted, parts);

  g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID, text);
  return FALSE;
}

/* Where something with an id stands. */
typedef struct
{
  JsonArray *list; /* (unowned) */
  guint index;
} Spot;

static gboolean find_in (JsonArray *list, const char *id, Spot *out_spot);

static gboolean
find_below (JsonObject *object, const char *member, const char *id, Spot *out_spot)
{
  return json_object_has_member (object, member) &&
         find_in (json_object_get_array_member (object, member), id, out_spot);
}

static gboolean
find_in (JsonArray *list, const char *id, Spot *out_spot)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *object = json_array_get_object_element (list, i);
      const char *own = json_object_get_string_member_with_default (object, "id", "");

      if (g_str_equal (own, id))
        {
          *out_spot = (Spot){ list, i };
          return TRUE;
        }
      if (find_below (object, "columns", id, out_spot) ||
          find_below (object, "blocks", id, out_spot))
        return TRUE;
    }
  return FALSE;
}

static JsonArray *
get_sections (JsonObject *root, GError **error)
{
  JsonObject *body = json_object_get_object_member (root, "body");

  if (body != NULL && json_object_has_member (body, "sections"))
    return json_object_get_array_member (body, "sections");
  refuse (error, "The message is HTML and has no blocks; “message import” replaces it", "");
  return NULL;
}

static gboolean
find (JsonObject *root, const char *id, Spot *out_spot, GError **error)
{
  JsonArray *sections = get_sections (root, error);

  if (sections == NULL)
    return FALSE;
  return find_in (sections, id, out_spot) ||
         refuse (error, "There is no block or section {}; “message block list” names them", id);
}

/* "12", "true" and "{…}" are what they look like; all else is text, and what people read always is. */
static JsonNode *
read_value (const char *member, const char *text)
{
  static const char *const words[] = { "label",   "href",   "src",     "alt",  "html",
                                       "show_if", "source", "picture", "font", NULL };
  JsonNode *node = g_strv_contains (words, member) ? NULL : json_from_string (text, NULL);
  gboolean is_value = node != NULL && (!JSON_NODE_HOLDS_VALUE (node) ||
                                       json_node_get_value_type (node) != G_TYPE_STRING);

  if (is_value && !JSON_NODE_HOLDS_NULL (node))
    return node;
  g_clear_pointer (&node, json_node_unref);
  node = json_node_alloc ();
  json_node_init_string (node, text);
  return node;
}

/* "text=…": one paragraph for each line. */
static void
set_words (JsonObject *block, const char *text)
{
  gboolean is_heading =
    g_str_equal (json_object_get_string_member_with_default (block, "type", ""), "heading");
  g_auto (GStrv) lines = g_strsplit (text, is_heading ? "\t\n" : "\n", -1);
  JsonArray *paragraphs = json_array_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    {
      JsonObject *paragraph = json_object_new ();
      JsonArray *runs = json_array_new ();

      json_array_add_string_element (runs, lines[i]);
      json_object_set_array_member (paragraph, "runs", runs);
      json_array_add_object_element (paragraphs, paragraph);
    }
  json_object_set_array_member (block, "paragraphs", paragraphs);
}

static gboolean
set_values (JsonObject *object, char **values, GError **error)
{
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      const char *equals = strchr (values[i], '=');
      g_autofree char *member =
        equals != NULL ? g_strndup (values[i], (gsize) (equals - values[i])) : NULL;

      if (member == NULL || *member == '\0')
        return refuse (error, "Write NAME=VALUE, not {}", values[i]);
      if (g_str_equal (member, "id") || g_str_equal (member, "type"))
        return refuse (error, "{} stays as it is; add another block and remove this one", member);
      if (g_str_equal (member, "text"))
        set_words (object, equals + 1);
      else if (equals[1] == '\0')
        json_object_remove_member (object, member);
      else
        json_object_set_member (object, member, read_value (member, equals + 1));
    }
  return TRUE;
}

static void
insert_at (JsonArray *list, guint index, JsonNode *node)
{
  guint n = json_array_get_length (list);

  json_array_add_element (list, node);
  for (guint i = index; i < n; i++) /* the ones behind go behind it, in their order */
    {
      JsonNode *next = json_node_ref (json_array_get_element (list, index));

      json_array_remove_element (list, index);
      json_array_add_element (list, next);
    }
}

static char *
dup_free_id (JsonObject *root, const char *prefix)
{
  JsonArray *sections = get_sections (root, NULL);
  Spot spot;

  for (guint n = 1;; n++)
    {
      char *id = g_strdup_printf ("%s%u", prefix, n);

      if (!find_in (sections, id, &spot))
        return id;
      g_free (id);
    }
}

static JsonNode *
make_block (Options *options, GError **error)
{
  g_autofree char *text = NULL;
  JsonNode *node;

  if (options->file != NULL)
    {
      if (!g_file_get_contents (options->file, &text, NULL, error))
        return NULL;
      node = json_from_string (text, error);
      if (node == NULL || JSON_NODE_HOLDS_OBJECT (node))
        return node;
      json_node_unref (node);
      refuse (error, "An object in braces is expected in {}", options->file);
      return NULL;
    }
  node = json_node_alloc ();
  json_node_take_object (json_node_init (node, JSON_NODE_OBJECT), json_object_new ());
  if (!g_str_equal (options->type, "section"))
    json_object_set_string_member (json_node_get_object (node), "type", options->type);
  return node;
}

static JsonArray *
add_column (JsonObject *section)
{
  JsonArray *columns = json_array_new ();
  JsonObject *column = json_object_new ();
  JsonArray *blocks = json_array_new ();

  json_object_set_array_member (column, "blocks", blocks);
  json_array_add_object_element (columns, column);
  json_object_set_array_member (section, "columns", columns);
  return blocks;
}

/* The end of the last section. */
static Spot
find_end (JsonObject *root, gboolean is_section)
{
  JsonArray *sections = get_sections (root, NULL);
  guint n = json_array_get_length (sections);
  JsonArray *columns;
  JsonArray *blocks;

  if (is_section || n == 0)
    return (Spot){ sections, n };
  columns =
    json_object_get_array_member (json_array_get_object_element (sections, n - 1), "columns");
  blocks = json_object_get_array_member (json_array_get_object_element (columns, 0), "blocks");
  return (Spot){ blocks, json_array_get_length (blocks) };
}

static gboolean
add_change (Options *options, JsonObject *root, GError **error)
{
  gboolean is_section = g_strcmp0 (options->type, "section") == 0;
  JsonNode *node;
  JsonObject *object;
  Spot spot;

  if (get_sections (root, error) == NULL)
    return FALSE;
  spot = find_end (root, is_section);
  if (options->after != NULL)
    {
      if (!find (root, options->after, &spot, error))
        return FALSE;
      if (is_section != (spot.list == get_sections (root, NULL)))
        return refuse (error,
                       "Blocks stand behind blocks and sections behind sections; {} is another",
                       options->after);
      spot.index++;
    }
  node = make_block (options, error);
  if (node == NULL)
    return FALSE;
  object = json_node_get_object (node);
  options->touched = dup_free_id (root, is_section ? "s" : "b");
  json_object_set_string_member (object, "id", options->touched);
  if (is_section && !json_object_has_member (object, "columns"))
    (void) add_column (object);
  if (!set_values (object, options->values, error))
    {
      json_node_unref (node);
      return FALSE;
    }
  insert_at (spot.list, spot.index, node);
  return TRUE;
}

static gboolean
set_change (Options *options, JsonObject *root, GError **error)
{
  Spot spot;

  return find (root, options->block, &spot, error) &&
         set_values (json_array_get_object_element (spot.list, spot.index), options->values, error);
}

static gboolean
move_change (Options *options, JsonObject *root, GError **error)
{
  Spot spot;
  JsonNode *node;
  gint64 to;

  if (!find (root, options->block, &spot, error))
    return FALSE;
  to = (gint64) spot.index + options->by;
  if (to < 0 || to >= json_array_get_length (spot.list))
    return refuse (error, "{} cannot go that far: it would leave what it stands in",
                   options->block);
  node = json_node_ref (json_array_get_element (spot.list, spot.index));
  json_array_remove_element (spot.list, spot.index);
  insert_at (spot.list, (guint) to, node);
  return TRUE;
}

static gboolean
remove_change (Options *options, JsonObject *root, GError **error)
{
  Spot spot;

  if (!find (root, options->block, &spot, error))
    return FALSE;
  if (spot.list == get_sections (root, NULL) && json_array_get_length (spot.list) == 1)
    return refuse (error, "{} is the only section; a message needs one", options->block);
  json_array_remove_element (spot.list, spot.index);
  return TRUE;
}

/* The changed document is read as any other: what is wrong with it is told by its place. */
static gboolean
change_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspMessageRow) row = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autofree char *json = NULL;
  gint64 id = 0;

  if (!esp_message_resolve (tx, options->message, &id, error))
    return FALSE;
  row = esp_message_load (tx, id, error);
  if (row == NULL)
    return FALSE;
  node = json_from_string (row->document, error);
  if (node == NULL)
    return FALSE;
  if (g_strcmp0 (row->channel, "email") != 0)
    return refuse (error, "{} is a text and has no blocks", row->name);
  if (options->change == NULL)
    {
      options->document = g_steal_pointer (&row->document);
      return TRUE;
    }
  if (!options->change (options, json_node_get_object (node), error))
    return FALSE;
  json = json_to_string (node, FALSE);
  doc = esp_message_doc_parse (json, -1, error);
  if (doc == NULL)
    return FALSE;
  options->document = esp_message_doc_to_json (doc);
  return esp_message_update (tx, id, row->name, options->document, error);
}

static int
change (Options *options, const char *subject, ChangeFunc func)
{
  const EspOperation operation = { .kind = "message", .summary = options->message, .actor = "ctl" };
  g_autoptr (GError) error = NULL;
  EspStore *store;
  gboolean is_done;

  if (options->message == NULL)
    return esp_ctl_usage (subject, "Name a message with --message ID");
  options->change = func;
  store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  is_done = store != NULL && esp_store_write (store, &operation, change_cb, options, NULL, &error);
  g_clear_object (&store);
  if (!is_done)
    return esp_ctl_fail (subject, error);
  g_print ("%s\n", options->touched != NULL ? options->touched : options->block);
  return ESP_CTL_OK;
}

static int
add (int argc, char **argv)
{
  static const char subject[] = "message block add";
  g_auto (Options) options = { 0 };
  int status;

  if (!parse (&options, &argc, &argv, subject,
              "[NAME=VALUE…] – adds a block or section; “text=…” are its words", &status))
    return status;
  if ((options.type == NULL) == (options.file == NULL))
    return esp_ctl_usage (subject, "Say what to add: --type TYPE or --file BLOCK.json");
  options.values = argv + 1;
  return change (&options, subject, add_change);
}

static int
set (int argc, char **argv)
{
  static const char subject[] = "message block set";
  g_auto (Options) options = { 0 };
  int status;

  if (!parse (&options, &argc, &argv, subject,
              "NAME=VALUE… – changes members of a block or section; “NAME=” takes one away",
              &status))
    return status;
  if (options.block == NULL || argc < 2)
    return esp_ctl_usage (subject, "Name a block with --block ID, and what to change: label=Buy");
  options.values = argv + 1;
  return change (&options, subject, set_change);
}

static int
move (int argc, char **argv)
{
  static const char subject[] = "message block move";
  g_auto (Options) options = { 0 };
  int status;

  if (!parse (&options, &argc, &argv, subject, "– moves a block or section among its neighbours",
              &status))
    return status;
  if (options.block == NULL || options.by == 0)
    return esp_ctl_usage (subject, "Name a block with --block ID, and how far with --by N");
  return change (&options, subject, move_change);
}

static int
remove_block (int argc, char **argv)
{
  static const char subject[] = "message block remove";
  g_auto (Options) options = { 0 };
  int status;

  if (!parse (&options, &argc, &argv, subject, "– takes a block or section out", &status))
    return status;
  if (options.block == NULL)
    return esp_ctl_usage (subject, "Name a block with --block ID");
  return change (&options, subject, remove_change);
}

typedef struct
{
  JsonBuilder *builder; /* (nullable): for people without it */
  const char *section;
} Listing;

static gboolean
list_block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  const int shown_chars = 60;
  Listing *listing = data;
  g_autofree char *words = esp_block_dup_plain_text (block);
  const char *said = words != NULL && *words != '\0' ? words
                     : block->label != NULL          ? block->label
                     : block->src != NULL            ? block->src
                                                     : "";
  g_autofree char *line = g_utf8_substring (said, 0, MIN (g_utf8_strlen (said, -1), shown_chars));

  g_strdelimit (line, "\n\t", ' ');
  if (listing->builder == NULL)
    {
      if (g_strcmp0 (listing->section, section->id) != 0)
        g_print ("%s\tsection\n", section->id);
      g_print ("  %s\t%s\t%s\n", block->id, esp_block_kind_to_string (block->kind), line);
    }
  else
    {
      json_builder_begin_object (listing->builder);
      esp_ctl_add_text (listing->builder, "id", block->id);
      esp_ctl_add_text (listing->builder, "type", esp_block_kind_to_string (block->kind));
      esp_ctl_add_text (listing->builder, "section", section->id);
      esp_ctl_add_text (listing->builder, "words", line);
      json_builder_end_object (listing->builder);
    }
  listing->section = section->id;
  return TRUE;
}

static int
list (int argc, char **argv)
{
  static const char subject[] = "message block list";
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = NULL;
  Listing listing = { 0 };
  EspStore *store;
  int status;

  if (!parse (&options, &argc, &argv, subject, "– the blocks of a message by their ids", &status))
    return status;
  if (options.message == NULL)
    return esp_ctl_usage (subject, "Name a message with --message ID");
  store = esp_ctl_open_workspace (options.workspace, ESP_STORE_READ_ONLY, &error);
  if (store != NULL && esp_store_read (store, ESP_READ_PAGE, change_cb, &options, NULL, &error))
    doc = esp_message_doc_parse (options.document, -1, &error);
  g_clear_object (&store);
  if (doc == NULL)
    return esp_ctl_fail (subject, error);
  if (options.is_json)
    listing.builder = json_builder_new ();
  if (listing.builder != NULL)
    json_builder_begin_array (listing.builder);
  (void) esp_message_doc_foreach_block (doc, list_block_cb, &listing);
  if (listing.builder != NULL)
    {
      json_builder_end_array (listing.builder);
      esp_ctl_print_json (listing.builder);
      g_object_unref (listing.builder);
    }
  return ESP_CTL_OK;
}

/**
 * esp_ctl_message_block:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_block (int argc, char **argv)
{
  static const EspCtlCommand actions[] = {
    { "list", "the blocks of --message ID, by their ids", list },
    { "add", "add --type TYPE [--after ID] [text=WORDS] [NAME=VALUE…]", add },
    { "set", "change --block ID: NAME=VALUE…, as the schema of messages names them", set },
    { "move", "move --block ID by --by N places among its neighbours", move },
    { "remove", "take --block ID out", remove_block },
    { NULL },
  };

  return esp_ctl_run_action ("message block", actions, argc, argv);
}
