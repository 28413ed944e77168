/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What targets and creatives of advertisements say, as a person writes it: words with commas or bars between them. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-ad-content.h"

#include "views/shell/esp-dialogs.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <glib/gstdio.h>

static const struct
{
  const char *word;
  const char *name;
} words[] = {
  { "headline", NC_ ("ad word", "Headline") },
  { "long-headline", NC_ ("ad word", "Long headline") },
  { "description", NC_ ("ad word", "Description") },
  { "text", NC_ ("ad word", "Text") },
  { "path", NC_ ("ad word", "Path") },
  { "business", NC_ ("ad word", "Name of the business") },
  { "regions", NC_ ("ad word", "Regions") },
  { "languages", NC_ ("ad word", "Languages") },
  { "ages", NC_ ("ad word", "Ages") },
  { "genders", NC_ ("ad word", "Genders") },
  { "keywords", NC_ ("ad word", "Keywords") },
  { "negative-keywords", NC_ ("ad word", "Keywords to leave out") },
  { "audiences", NC_ ("ad word", "Audiences") },
  { "lookalikes", NC_ ("ad word", "Similar audiences") },
  { "interests", NC_ ("ad word", "Interests") },
  { "placements", NC_ ("ad word", "Placements") },
  { "devices", NC_ ("ad word", "Devices") },
  { "hours", NC_ ("ad word", "Hours") },
  { "companies", NC_ ("ad word", "Companies") },
  { "job-titles", NC_ ("ad word", "Job titles") },
  { "industries", NC_ ("ad word", "Industries") },
  { "sales", NC_ ("ad word", "Sales") },
  { "leads", NC_ ("ad word", "Leads") },
  { "traffic", NC_ ("ad word", "Traffic") },
  { "awareness", NC_ ("ad word", "Awareness") },
  { "app", NC_ ("ad word", "App installs") },
  { "engagement", NC_ ("ad word", "Engagement") },
  { "conversion", NC_ ("ad word", "Conversion") },
  { "reach", NC_ ("ad word", "Reach") },
  { "video-views", NC_ ("ad word", "Video views") },
  { "site", NC_ ("ad word", "Web site") },
  { "shopping", NC_ ("ad word", "Shopping") },
  { "content", NC_ ("ad word", "Content") },
  { "brand", NC_ ("ad word", "Brand search") },
  { "place", NC_ ("ad word", "Places") },
  { "maximize-conversions", NC_ ("ad word", "As many conversions as possible") },
  { "target-cpa", NC_ ("ad word", "Cost per conversion") },
  { "target-roas", NC_ ("ad word", "Return on ad spend") },
  { "roas-goal", NC_ ("ad word", "Return on ad spend") },
  { "maximize-clicks", NC_ ("ad word", "As many clicks as possible") },
  { "manual-cpc", NC_ ("ad word", "By hand, a click") },
  { "manual-cpm", NC_ ("ad word", "By hand, a thousand views") },
  { "auto-bid", NC_ ("ad word", "Automatic") },
  { "auto", NC_ ("ad word", "Automatic") },
  { "highest-volume", NC_ ("ad word", "As much as possible") },
  { "maximum-delivery", NC_ ("ad word", "As much as possible") },
  { "cost-cap", NC_ ("ad word", "Limit of costs") },
  { "bid-cap", NC_ ("ad word", "Limit of bids") },
};

/**
 * esp_ad_content_name_word:
 *
 * Returns: (transfer none): a word of the platforms, translated; the word itself when it is not known here
 */
const char *
esp_ad_content_name_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      return g_dpgettext2 (NULL, "ad word", words[i].name);
  return word;
}

static JsonNode *
parse (const char *json)
{
  g_autoptr (JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? g_steal_pointer (&root) : NULL;
}

/* Bars where a text may have a comma of its own. */
static gboolean
is_target (const char *field)
{
  static const char *const texts[] = { "headline", "long-headline", "description", "text",
                                       "path",     "business",      "link",        NULL };

  return !g_strv_contains (texts, field);
}

static char *
join (JsonArray *list, const char *between)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *one = json_array_get_element (list, i);

      if (!JSON_NODE_HOLDS_VALUE (one))
        continue;
      g_string_append (text, text->len > 0 ? between : "");
      if (json_node_get_value_type (one) == G_TYPE_STRING)
        g_string_append (text, json_node_get_string (one));
      else
        g_string_append_printf (text, "%g", json_node_get_double (one));
    }
  return g_string_free (text, FALSE);
}

/**
 * esp_ad_content_get:
 * @json: (nullable)
 *
 * Returns: (transfer full) (nullable): what a field says, on one line
 */
char *
esp_ad_content_get (const char *json, const char *field)
{
  g_autoptr (JsonNode) root = parse (json);
  JsonNode *node =
    root != NULL ? json_object_get_member (json_node_get_object (root), field) : NULL;

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return join (json_node_get_array (node), is_target (field) ? ", " : " | ");
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? g_strdup (json_node_get_string (node))
           : NULL;
}

static JsonArray *
split (const char *field, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, is_target (field) ? "," : "|", -1);
  JsonArray *list = json_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);

      if (*part == '\0')
        continue;
      if (g_str_equal (field, "ages"))
        json_array_add_int_element (list, g_ascii_strtoll (part, NULL, 10));
      else
        json_array_add_string_element (list, part);
    }
  return list;
}

/**
 * esp_ad_content_set:
 * @json: (nullable)
 *
 * Returns: (transfer full): with the field as it was written
 */
char *
esp_ad_content_set (const char *json, const char *field, const char *text)
{
  g_autoptr (JsonNode) parsed = parse (json);
  g_autoptr (JsonNode) root = parsed != NULL ? g_steal_pointer (&parsed) : NULL;
  JsonObject *object;

  if (root == NULL)
    {
      root = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (root, json_object_new ());
    }
  object = json_node_get_object (root);
  if (*text == '\0')
    json_object_remove_member (object, field);
  else if (g_str_equal (field, "link"))
    json_object_set_string_member (object, field, text);
  else
    json_object_set_array_member (object, field, split (field, text));
  return json_to_string (root, FALSE);
}

/**
 * esp_ad_content_describe_picture:
 * @json: (nullable)
 *
 * Returns: (transfer full): its size and kind, or that there is none
 */
char *
esp_ad_content_describe_picture (const char *json)
{
  g_autoptr (JsonNode) root = parse (json);
  JsonNode *node =
    root != NULL ? json_object_get_member (json_node_get_object (root), "picture") : NULL;
  JsonObject *picture =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *size = NULL;

  if (picture == NULL)
    return g_strdup (_ ("None is chosen"));
  size = g_format_size ((guint64) json_object_get_int_member_with_default (picture, "bytes", 0));
  return g_strdup_printf ("%s · %d × %d · %s",
                          json_object_get_string_member_with_default (picture, "name", ""),
                          (int) json_object_get_int_member_with_default (picture, "width", 0),
                          (int) json_object_get_int_member_with_default (picture, "height", 0),
                          size);
}

typedef struct
{
  GtkWindow *parent; /* weak */
  char **content;    /* (unowned) lives as long as the window */
  GSourceFunc changed;
  gpointer data;
} Choice;

static const char *
name_type (GdkPixbufFormat *format)
{
  g_autofree char *name = gdk_pixbuf_format_get_name (format);

  return g_str_equal (name, "jpeg") ? "jpg" : g_str_equal (name, "png") ? "png" : "gif";
}

/* Only what a platform asks of it is kept: the file itself stays where it is. */
static void
take_picture (Choice *choice, const char *path)
{
  g_autoptr (JsonNode) root = parse (*choice->content);
  g_autofree char *name = g_path_get_basename (path);
  JsonObject *picture;
  GStatBuf info;
  int width = 0;
  int height = 0;
  GdkPixbufFormat *format = gdk_pixbuf_get_file_info (path, &width, &height);

  if (root == NULL || format == NULL || g_stat (path, &info) != 0)
    {
      esp_dialog_tell (choice->parent, _ ("This is no picture"),
                       _ ("Choose a JPEG, PNG or GIF file."));
      return;
    }
  picture = json_object_new ();
  json_object_set_string_member (picture, "name", name);
  json_object_set_string_member (picture, "type", name_type (format));
  json_object_set_int_member (picture, "width", width);
  json_object_set_int_member (picture, "height", height);
  json_object_set_int_member (picture, "bytes", info.st_size);
  json_object_set_object_member (json_node_get_object (root), "picture", picture);
  g_free (*choice->content);
  *choice->content = json_to_string (root, FALSE);
  (void) choice->changed (choice->data); /* whether to go on: asked once */
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Choice *choice = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (choice->parent != NULL)
    {
      if (path != NULL)
        take_picture (choice, path);
      g_object_remove_weak_pointer (G_OBJECT (choice->parent), (gpointer *) &choice->parent);
    }
  g_free (choice);
}

/**
 * esp_ad_content_choose_picture:
 * @content: (inout): JSON of the creative; lives as long as @parent
 * @changed: called once when one was chosen
 */
void
esp_ad_content_choose_picture (GtkWindow *parent,
                               char **content,
                               GSourceFunc changed,
                               gpointer data)
{
  static const EspFileFilter filters[] = { { N_ ("Pictures"), "*.jpg;*.jpeg;*.png;*.gif" },
                                           { NULL } };
  Choice *choice = g_new0 (Choice, 1);

  *choice = (Choice){ parent, content, changed, data };
  g_object_add_weak_pointer (G_OBJECT (parent), (gpointer *) &choice->parent);
  esp_dialog_open_file_async (parent, _ ("Choose a Picture"), filters, NULL, chosen_cb, choice);
}
