/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves the rules of style sheets to the elements that they are about, as a browser would: by weight, then by
 * order. Rules that depend on the screen or the pointer stay behind. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-dom-sheet.h"

#include <string.h>

/* More than any email has; what comes after is left. */
static const guint max_rules = 4000;
static const gsize max_sheet_bytes = 512 * 1024;

#define MAX_PARTS 8
#define WEIGHT_ID 10000u
#define WEIGHT_CLASS 100u

/* One simple selector: "td.button#first". */
typedef struct
{
  char *tag;         /* (nullable) */
  char *id;          /* (nullable) */
  GPtrArray *names;  /* (element-type utf8): classes */
  gboolean is_child; /* directly in the part before, not anywhere below it */
} Part;

typedef struct
{
  GPtrArray *parts; /* (element-type Part): outermost first */
  char *plain;      /* declarations */
  char *important;
  guint weight;
  guint order;
} Rule;

typedef struct
{
  GHashTable *rules; /* (element-type utf8 GPtrArray): key of the last part → rules */
  GPtrArray *all;    /* (element-type Rule) */
  EspDomSheets counts;
} Sheets;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->tag);
  g_free (part->id);
  g_ptr_array_unref (part->names);
  g_free (part);
}

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_ptr_array_unref (rule->parts);
  g_free (rule->plain);
  g_free (rule->important);
  g_free (rule);
}

static char *
dup_without_comments (const char *css)
{
  GString *out = g_string_new (NULL);

  while (*css != '\0')
    {
      const char *open = strstr (css, "/*");
      const char *close = open != NULL ? strstr (open + 2, "*/") : NULL;

      if (open == NULL)
        break;
      g_string_append_len (out, css, open - css);
      if (close == NULL)
        return g_string_free (out, FALSE);
      css = close + 2;
    }
  g_string_append (out, css);
  for (char *c = out->str; (c = strstr (c, "<!--")) != NULL;)
    memset (c, ' ', strlen ("<!--"));
  for (char *c = out->str; (c = strstr (c, "-->")) != NULL;)
    memset (c, ' ', strlen ("-->"));
  return g_string_free (out, FALSE);
}

static gsize
name_length (const char *c)
{
  gsize n = 0;

  while (g_ascii_isalnum (c[n]) || c[n] == '-' || c[n] == '_' || (guchar) c[n] >= 0x80)
    n++;
  return n;
}

/* Returns NULL for what is not known: states, attributes. */
static Part *
parse_part (const char *text)
{
  Part *part = g_new0 (Part, 1);
  gsize n = name_length (text);

  part->names = g_ptr_array_new_with_free_func (g_free);
  if (n > 0)
    part->tag = g_ascii_strdown (text, (gssize) n);
  else if (*text == '*')
    n = 1;
  for (text += n; *text == '.' || *text == '#'; text += n + 1)
    {
      n = name_length (text + 1);
      if (n == 0)
        break;
      if (*text == '.')
        g_ptr_array_add (part->names, g_strndup (text + 1, n));
      else
        {
          g_free (part->id);
          part->id = g_strndup (text + 1, n);
        }
    }
  if (*text == '\0')
    return part;
  part_free (part);
  return NULL;
}

static GPtrArray *
parse_selector (const char *selector)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (part_free);
  g_autofree char *spaced = g_strdup (selector);
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) pieces = NULL;
  gboolean is_child = FALSE;

  g_strdelimit (spaced, "\t\r\n\f", ' ');
  pieces = g_strsplit (spaced, ">", -1);
  g_free (spaced);
  spaced = g_strjoinv (" > ", pieces);
  words = g_strsplit (spaced, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      Part *part;

      if (*words[i] == '\0')
        continue;
      if (g_str_equal (words[i], ">"))
        {
          is_child = TRUE;
          continue;
        }
      part = parse_part (words[i]);
      if (part == NULL || parts->len >= MAX_PARTS)
        {
          g_clear_pointer (&part, part_free);
          return NULL;
        }
      part->is_child = is_child;
      is_child = FALSE;
      g_ptr_array_add (parts, part);
    }
  return parts->len > 0 && !is_child ? g_steal_pointer (&parts) : NULL;
}

static guint
weigh (GPtrArray *parts)
{
  guint weight = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = parts->pdata[i];

      weight += (part->id != NULL ? WEIGHT_ID : 0) + part->names->len * WEIGHT_CLASS +
                (part->tag != NULL ? 1 : 0);
    }
  return weight;
}

static char *
dup_key (const Part *part)
{
  if (part->id != NULL)
    return g_strconcat ("#", part->id, NULL);
  if (part->names->len > 0)
    return g_strconcat (".", part->names->pdata[0], NULL);
  return g_strdup (part->tag != NULL ? part->tag : "*");
}

static void
sort_declaration (const char *declaration, GString *plain, GString *important)
{
  g_autofree char *text = g_strstrip (g_strdup (declaration));
  char *mark = strrchr (text, '!');
  gboolean is_important = mark != NULL && strstr (mark, "important") != NULL;

  /* What only one program knows would make every element longer and nothing better. */
  if (strchr (text, ':') == NULL || g_str_has_prefix (text, "-") ||
      g_str_has_prefix (text, "mso-table") || g_str_has_prefix (text, "mso-line"))
    return;
  if (is_important)
    *mark = '\0';
  g_string_append_printf (is_important ? important : plain, "%s;", g_strchomp (text));
}

static void
add_rule (Sheets *self, const char *selector, const char *declarations)
{
  g_autoptr (GPtrArray) parts = parse_selector (selector);
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autoptr (GString) important = g_string_new (NULL);
  g_auto (GStrv) split = NULL;
  g_autofree char *key = NULL;
  GPtrArray *same;
  Rule *rule;

  if (parts == NULL || self->all->len >= max_rules)
    {
      self->counts.n_left++;
      return;
    }
  split = esp_dom_split_style (declarations);
  for (guint i = 0; split[i] != NULL; i++)
    sort_declaration (split[i], plain, important);
  rule = g_new0 (Rule, 1);
  rule->weight = weigh (parts);
  rule->order = self->all->len;
  rule->parts = g_steal_pointer (&parts);
  rule->plain = g_strdup (plain->str);
  rule->important = g_strdup (important->str);
  g_ptr_array_add (self->all, rule);
  self->counts.n_applied++;
  key = dup_key (rule->parts->pdata[rule->parts->len - 1]);
  same = g_hash_table_lookup (self->rules, key);
  if (same == NULL)
    {
      same = g_ptr_array_new ();
      g_hash_table_insert (self->rules, g_steal_pointer (&key), same);
    }
  g_ptr_array_add (same, rule);
}

/* Returns the brace that closes the one at @open, or the end of the text. */
static const char *
find_close (const char *open)
{
  int depth = 0;

  for (const char *c = open; *c != '\0'; c++)
    {
      depth += *c == '{' ? 1 : *c == '}' ? -1 : 0;
      if (depth == 0)
        return c;
    }
  return open + strlen (open);
}

/* Whether a block of rules holds on every screen: "@media all", "@media screen". */
static gboolean
holds_always (const char *at)
{
  g_autofree char *folded = g_ascii_strdown (at, -1);

  return g_str_has_prefix (folded, "@media") && strchr (folded, '(') == NULL &&
         strstr (folded, "print") == NULL;
}

static void
read_rules (Sheets *self, const char *css)
{
  while (*css != '\0')
    {
      const char *open = strpbrk (css, "{;");
      const char *close;
      g_autofree char *before = NULL;
      g_autofree char *inside = NULL;
      g_auto (GStrv) selectors = NULL;

      if (open == NULL)
        return;
      before = g_strstrip (g_strndup (css, (gsize) (open - css)));
      if (*open == ';') /* @import and the like */
        {
          css = open + 1;
          continue;
        }
      close = find_close (open);
      inside = g_strndup (open + 1, (gsize) (close - open - 1));
      css = *close != '\0' ? close + 1 : close;
      if (*before == '@')
        {
          if (holds_always (before))
            read_rules (self, inside);
          else if (g_ascii_strncasecmp (before, "@font-face", 10) != 0)
            self->counts.n_left++;
          continue;
        }
      selectors = g_strsplit (before, ",", -1);
      for (guint i = 0; selectors[i] != NULL; i++)
        add_rule (self, g_strstrip (selectors[i]), inside);
    }
}

static gboolean
has_class (const char *classes, const char *name)
{
  gsize n = strlen (name);

  for (const char *at = classes; at != NULL && (at = strstr (at, name)) != NULL; at += n)
    if ((at == classes || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
      return TRUE;
  return FALSE;
}

static gboolean
matches_part (const xmlNode *node, const Part *part)
{
  if (part->tag != NULL && !esp_dom_is (node, part->tag))
    return FALSE;
  if (part->id != NULL)
    {
      g_autofree char *id = esp_dom_dup_attribute (node, "id");

      if (g_strcmp0 (id, part->id) != 0)
        return FALSE;
    }
  if (part->names->len > 0)
    {
      g_autofree char *classes = esp_dom_dup_attribute (node, "class");

      for (guint i = 0; i < part->names->len; i++)
        if (classes == NULL || !has_class (classes, part->names->pdata[i]))
          return FALSE;
    }
  return TRUE;
}

static gboolean
matches (const xmlNode *node, GPtrArray *parts, guint n)
{
  const Part *part = parts->pdata[n - 1];

  if (!esp_dom_is_element (node) || !matches_part (node, part))
    return FALSE;
  if (n == 1)
    return TRUE;
  for (const xmlNode *around = node->parent; esp_dom_is_element (around); around = around->parent)
    {
      if (matches (around, parts, n - 1))
        return TRUE;
      if (part->is_child)
        return FALSE;
    }
  return FALSE;
}

static void
collect (Sheets *self, const xmlNode *node, const char *key, GPtrArray *found)
{
  const GPtrArray *rules = g_hash_table_lookup (self->rules, key);

  for (guint i = 0; rules != NULL && i < rules->len; i++)
    {
      Rule *rule = rules->pdata[i];

      if (matches (node, rule->parts, rule->parts->len))
        g_ptr_array_add (found, rule);
    }
}

static gint
compare_rules (gconstpointer a, gconstpointer b)
{
  const Rule *first = *(Rule *const *) a;
  const Rule *second = *(Rule *const *) b;

  if (first->weight != second->weight)
    return first->weight < second->weight ? -1 : 1;
  return first->order < second->order ? -1 : first->order > second->order;
}

static void
collect_all (Sheets *self, const xmlNode *node, GPtrArray *found)
{
  g_autofree char *id = esp_dom_dup_attribute (node, "id");
  g_autofree char *classes = esp_dom_dup_attribute (node, "class");
  g_auto (GStrv) names = classes != NULL ? g_strsplit (classes, " ", 50) : NULL;
  g_autofree char *tag = g_ascii_strdown ((const char *) node->name, -1);

  collect (self, node, "*", found);
  collect (self, node, tag, found);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat (".", names[i], NULL);

      /* "a b a" has one class twice. */
      if (*names[i] != '\0' && !g_strv_contains ((const char *const *) names + i + 1, names[i]))
        collect (self, node, key, found);
    }
  if (id != NULL)
    {
      g_autofree char *key = g_strconcat ("#", id, NULL);

      collect (self, node, key, found);
    }
  g_ptr_array_sort (found, compare_rules);
}

static void
apply_to (Sheets *self, xmlNode *node)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autoptr (GString) style = g_string_new (NULL);
  g_autofree char *own = NULL;

  collect_all (self, node, found);
  if (found->len == 0)
    return;
  own = esp_dom_dup_attribute (node, "style");
  for (guint i = 0; i < found->len; i++)
    g_string_append (style, ((const Rule *) found->pdata[i])->plain);
  if (own != NULL && *own != '\0')
    g_string_append_printf (style, "%s%s", own, g_str_has_suffix (own, ";") ? "" : ";");
  for (guint i = 0; i < found->len; i++)
    g_string_append (style, ((const Rule *) found->pdata[i])->important);
  /* Some programs that read an attribute end it at a quotation mark, however it is written. */
  if (strchr (style->str, '\'') == NULL)
    g_strdelimit (style->str, "\"", '\'');
  if (style->len > 0)
    xmlSetProp (node, (const xmlChar *) "style", (const xmlChar *) style->str);
}

static void
read_sheet (Sheets *self, const xmlNode *node)
{
  g_autofree char *media = esp_dom_dup_attribute (node, "media");
  xmlChar *content;
  g_autofree char *css = NULL;
  g_autofree char *query = media != NULL ? g_strconcat ("@media ", media, NULL) : NULL;

  if (query != NULL && !holds_always (query))
    {
      self->counts.n_left++;
      return;
    }
  content = xmlNodeGetContent (node);
  if (content != NULL && strlen ((const char *) content) <= max_sheet_bytes)
    {
      css = dup_without_comments ((const char *) content);
      read_rules (self, css);
    }
  else if (content != NULL)
    self->counts.n_left++;
  xmlFree (content);
}

/**
 * esp_dom_apply_sheets:
 * @element: which elements hold style sheets, "style" or "mj-style"
 *
 * Writes what the sheets say about each element into its style attribute, before its own declarations, or
 * behind them where it says "!important".
 *
 * Returns: how many rules came along, and how many did not.
 */
EspDomSheets
esp_dom_apply_sheets (EspDom *self, const char *element)
{
  xmlNode *root = xmlDocGetRootElement (self->doc);
  Sheets sheets = { .all = g_ptr_array_new_with_free_func (rule_free),
                    .rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                    (GDestroyNotify) g_ptr_array_unref) };
  EspDomSheets counts;

  for (xmlNode *node = root; node != NULL; node = esp_dom_next (node, root))
    if (esp_dom_is (node, element))
      read_sheet (&sheets, node);
  for (xmlNode *node = root; sheets.all->len > 0 && node != NULL; node = esp_dom_next (node, root))
    if (esp_dom_is_element (node))
      apply_to (&sheets, node);
  counts = sheets.counts;
  g_hash_table_unref (sheets.rules);
  g_ptr_array_unref (sheets.all);
  return counts;
}
