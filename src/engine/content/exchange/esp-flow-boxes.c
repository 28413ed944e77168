/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what stands side by side without a table: boxes, flexible rows, icons; and pictures behind words. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

#include "engine/content/esp-social.h"

#include <string.h>

/* What boxes share when nobody says it. */
#define USUAL_WIDTH_PX 600

static gboolean
is_icon_link (const xmlNode *node)
{
  g_autofree char *words = NULL;

  if (!esp_dom_is (node, "a"))
    return FALSE;
  words = esp_dom_dup_text (node);
  return *words == '\0' && esp_flow_count_elements (node, "img", 2) == 1;
}

/* Returns the link of a cell that holds one linked picture and nothing else, or NULL. */
static const xmlNode *
find_icon_link (const xmlNode *node)
{
  const xmlNode *found = NULL;

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      if (!esp_flow_has_content (child))
        continue;
      if (found != NULL || !esp_dom_is_element (child))
        return NULL;
      found = child;
    }
  if (found == NULL)
    return NULL;
  if (esp_dom_is (found, "a"))
    return is_icon_link (found) ? found : NULL;
  return find_icon_link (found);
}

/**
 * esp_flow_read_icons:
 * @boxes: (element-type xmlNode): side by side
 *
 * Returns: whether they are pictures that lead to known networks, and were added as a social block
 */
gboolean
esp_flow_read_icons (EspFlow *self, GPtrArray *boxes, const EspFlowLook *look)
{
  g_autoptr (GPtrArray) links =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_social_link_free);
  EspBlock *block;
  guint n_known = 0;

  if (boxes->len > ESP_MAX_SOCIAL_LINKS)
    return FALSE;
  for (guint i = 0; i < boxes->len; i++)
    {
      const xmlNode *box = boxes->pdata[i];
      const xmlNode *icon = is_icon_link (box) ? box : find_icon_link (box);
      g_autofree char *href = icon != NULL ? esp_dom_dup_attribute (icon, "href") : NULL;
      const EspSocialNetwork *network =
        href != NULL ? esp_social_network_find_by_href (href) : NULL;

      if (href == NULL)
        return FALSE;
      n_known += network != NULL;
      g_ptr_array_add (links,
                       esp_social_link_new (network != NULL ? network->id : "website", href, NULL));
    }
  if (n_known * 2 <= boxes->len)
    return FALSE;
  block = esp_flow_add (self, ESP_BLOCK_SOCIAL);
  block->align = look->align;
  g_ptr_array_extend_and_steal (block->links, g_steal_pointer (&links));
  esp_flow_note (self, "img", "Pictures of social networks became icons that are drawn here.");
  return TRUE;
}

/* How many columns a grid has: "1fr 2fr", "repeat(3, 1fr)"; 0 when it is none, or does not say. */
static guint
count_tracks (const xmlNode *node)
{
  g_autofree char *display = esp_dom_dup_style (node, "display");
  g_autofree char *tracks = esp_dom_dup_style (node, "grid-template-columns");
  const char *repeat = tracks != NULL ? strstr (tracks, "repeat(") : NULL;
  guint n = 0;
  int depth = 0;

  if (display == NULL || !g_str_has_suffix (display, "grid") || tracks == NULL)
    return 0;
  if (repeat != NULL)
    return (guint) CLAMP (atoi (repeat + strlen ("repeat(")), 0, ESP_MAX_COLUMNS);
  for (const char *c = tracks; *c != '\0'; c++)
    {
      depth += *c == '(' ? 1 : *c == ')' ? -1 : 0;
      n += depth == 0 && *c != ' ' && (c[1] == ' ' || c[1] == '\0');
    }
  return MIN (n, ESP_MAX_COLUMNS);
}

/* A grid goes on in the next row when one is full. */
static void
read_rows_of (EspFlow *self, const xmlNode *node, GPtrArray *boxes, const EspFlowLook *look)
{
  guint n = count_tracks (node);

  for (guint i = 0; n > 1 && i < boxes->len; i += n)
    {
      g_autoptr (GPtrArray) row = g_ptr_array_new ();

      for (guint j = i; j < MIN (i + n, boxes->len); j++)
        g_ptr_array_add (row, boxes->pdata[j]);
      esp_flow_end_text (self);
      esp_flow_read_columns (self, row, look, USUAL_WIDTH_PX);
    }
  if (n <= 1)
    esp_flow_read_columns (self, boxes, look, USUAL_WIDTH_PX);
}

/* Whether its parts stand side by side; words and links in such a row stay words and links. */
static gboolean
is_flexible_row (const xmlNode *node)
{
  static const char *const parts[] = { "div",   "table",  "section", "article",
                                       "aside", "figure", "p",       NULL };
  g_autofree char *display = esp_dom_dup_style (node, "display");
  g_autofree char *direction = esp_dom_dup_style (node, "flex-direction");

  if (display != NULL && g_str_has_suffix (display, "grid"))
    return count_tracks (node) > 1;
  if (display == NULL || !g_str_has_suffix (display, "flex") ||
      (direction != NULL && !g_str_has_prefix (direction, "row")))
    return FALSE;
  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if (esp_flow_has_content (child) && !esp_dom_is_any (child, parts))
      return FALSE;
  return TRUE;
}

static gboolean
is_box (const xmlNode *node)
{
  static const char *const names[] = { "div", "table", "span", NULL };
  g_autofree char *display = NULL;
  g_autofree char *floats = NULL;
  g_autofree char *align = NULL;

  if (!esp_dom_is_any (node, names) || !esp_flow_has_content (node))
    return FALSE;
  display = esp_dom_dup_style (node, "display");
  floats = esp_dom_dup_style (node, "float");
  align = esp_dom_is (node, "table") ? esp_dom_dup_attribute (node, "align") : NULL;
  return g_strcmp0 (display, "inline-block") == 0 || g_strcmp0 (display, "table-cell") == 0 ||
         (display != NULL && g_str_equal (display, "inline-table")) ||
         g_strcmp0 (floats, "left") == 0 || g_strcmp0 (floats, "right") == 0 ||
         g_strcmp0 (align, "left") == 0 || g_strcmp0 (align, "right") == 0;
}

/* Beside other things only what says how wide it is counts as a column: a badge among words is none. */
static gboolean
is_wide_box (const xmlNode *node)
{
  g_autofree char *width = NULL;
  g_autofree char *max_width = NULL;
  g_autofree char *attribute = NULL;

  if (!is_box (node) || esp_dom_is (node, "span"))
    return FALSE;
  width = esp_dom_dup_style (node, "width");
  max_width = esp_dom_dup_style (node, "max-width");
  attribute = esp_dom_dup_attribute (node, "width");
  return (width != NULL && !g_str_equal (width, "auto")) || max_width != NULL || attribute != NULL;
}

static void
end_group (EspFlow *self, GPtrArray *group, const EspFlowLook *look)
{
  if (group->len > 1)
    {
      esp_flow_end_text (self);
      esp_flow_read_columns (self, group, look, USUAL_WIDTH_PX);
    }
  else if (group->len == 1)
    esp_flow_read (self, group->pdata[0], look);
  g_ptr_array_set_size (group, 0);
}

/* Boxes that follow each other among other things are columns too. */
static gboolean
read_groups (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  g_autoptr (GPtrArray) group = g_ptr_array_new ();
  guint n_boxes = 0;
  guint longest = 0;

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    {
      if (!esp_flow_has_content (child))
        continue;
      n_boxes = esp_dom_is_element (child) && is_wide_box (child) ? n_boxes + 1 : 0;
      longest = MAX (longest, n_boxes);
    }
  if (longest < 2)
    return FALSE;
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    {
      if (esp_dom_is_element (child) && is_wide_box (child))
        {
          g_ptr_array_add (group, child);
          continue;
        }
      if (!esp_flow_has_content (child))
        continue;
      end_group (self, group, look);
      esp_flow_read (self, child, look);
    }
  end_group (self, group, look);
  return TRUE;
}

/**
 * esp_flow_read_boxes:
 * @node: an element whose parts may be boxes side by side
 *
 * Returns: whether some of what is in @node are boxes, which were read as columns, and the rest with them.
 */
gboolean
esp_flow_read_boxes (EspFlow *self, const xmlNode *node, const EspFlowLook *look)
{
  g_autoptr (GPtrArray) boxes = g_ptr_array_new ();
  gboolean is_row = is_flexible_row (node);
  guint n_icons = 0;

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    {
      if (!esp_flow_has_content (child))
        continue;
      if (!esp_dom_is_element (child))
        return read_groups (self, node, look);
      if (is_icon_link (child))
        n_icons++;
      else if (!is_row && !is_box (child))
        return read_groups (self, node, look);
      g_ptr_array_add (boxes, child);
    }
  if (boxes->len < 2)
    return FALSE;
  esp_flow_end_text (self);
  if (n_icons > 0 && !is_row)
    return n_icons == boxes->len && esp_flow_read_icons (self, boxes, look);
  read_rows_of (self, node, boxes, look);
  return TRUE;
}

/**
 * esp_flow_read_background:
 * @node: a cell or box
 *
 * Finds the picture behind words. In a column, where there is no place for it, it is put above them: many mail
 * programs show none there.
 *
 * Returns: (transfer full) (nullable): its address when the section can have it.
 */
char *
esp_flow_read_background (EspFlow *self, const xmlNode *node)
{
  g_autofree char *attribute = esp_dom_dup_attribute (node, "background");
  g_autofree char *image = esp_dom_dup_style (node, "background-image");
  g_autofree char *shorthand = esp_dom_dup_style (node, "background");
  const char *style = image != NULL ? image : shorthand;
  const char *url = style != NULL ? strstr (style, "url(") : NULL;
  g_autofree char *address = NULL;
  EspBlock *block;

  if (url != NULL)
    {
      url += strlen ("url(");
      url += strspn (url, " '\"");
      address = g_strndup (url, strcspn (url, "'\") "));
    }
  else
    address = g_strdup (attribute);
  if (address == NULL ||
      (!g_str_has_prefix (address, "http://") && !g_str_has_prefix (address, "https://")))
    return NULL;
  if (self->pictures != NULL && self->column_depth == 0)
    return g_steal_pointer (&address);
  esp_flow_note (self, "background",
                 "The picture behind the words stands above them now: many mail programs show no "
                 "pictures behind words.");
  block = esp_flow_add (self, ESP_BLOCK_IMAGE);
  block->src = g_steal_pointer (&address);
  block->decorative = TRUE;
  return NULL;
}
