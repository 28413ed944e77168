/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What travels in a message or is loaded by it: pictures, attachments, HTML; and whether text can be read. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include "engine/content/esp-color.h"
#include "engine/content/esp-html-text.h"

#include <string.h>

#define BYTES_PER_KB 1000
#define MAX_SHOWN_LETTERS 30

static char *
dup_kb (gsize n)
{
  return g_strdup_printf ("%" G_GSIZE_FORMAT, n / BYTES_PER_KB);
}

static void
check_weight (EspContentCheck *self)
{
  const EspContentRule *one = esp_content_check_begin (self, "IMG-01");
  const EspContentRule *all = esp_content_check_begin (self, "IMG-02");
  gsize limit = one != NULL ? esp_content_rule_count (one, "max_bytes", 1000000) : 0;
  gsize most = all != NULL ? esp_content_rule_count (all, "max_bytes", 5000000) : 0;
  g_autofree char *allowed = dup_kb (limit);
  g_autofree char *allowed_all = dup_kb (most);
  g_autofree char *found_all = NULL;
  gsize sum = 0;

  for (guint i = 0; i < self->doc->files->len; i++)
    {
      const EspMessageFile *file = self->doc->files->pdata[i];
      gsize n = file->data != NULL ? g_bytes_get_size (file->data) : 0;
      g_autofree char *found = dup_kb (n);

      sum += n;
      if (one != NULL && n > limit && g_str_has_prefix (file->type, "image/"))
        esp_content_check_add (self, one, "files", found, allowed);
    }
  found_all = dup_kb (sum);
  if (all != NULL && sum > most)
    esp_content_check_add (self, all, "files", found_all, allowed_all);
  if (one != NULL)
    esp_content_check_end (self, one);
  if (all != NULL)
    esp_content_check_end (self, all);
}

static void
check_attachments (EspContentCheck *self)
{
  const EspContentRule *kind = esp_content_check_begin (self, "ATT-01");
  const EspContentRule *any = esp_content_check_begin (self, "ATT-02");

  for (guint i = 0; i < self->doc->files->len; i++)
    {
      const EspMessageFile *file = self->doc->files->pdata[i];
      const char *const *endings = kind != NULL ? esp_content_rule_words (kind, "endings") : NULL;
      g_autofree char *name = g_ascii_strdown (file->name, -1);

      for (guint j = 0; endings != NULL && endings[j] != NULL; j++)
        if (g_str_has_suffix (name, endings[j]))
          {
            esp_content_check_add (self, kind, "files", file->name, NULL);
            break;
          }
      if (any != NULL && !file->is_inline)
        esp_content_check_add (self, any, "files", file->name, NULL);
    }
  if (kind != NULL)
    esp_content_check_end (self, kind);
  if (any != NULL)
    esp_content_check_end (self, any);
}

typedef struct
{
  EspContentCheck *check;
  const EspContentRule *insecure;
  const EspContentRule *contrast;
  const EspContentRule *hidden;
  const EspContentRule *order;
  int level; /* of the last heading */
  guint n_pictures;
  guint n_words;
} Look;

static void
look_at_source (Look *look, const char *src, const char *place)
{
  if (look->insecure != NULL && src != NULL &&
      (g_ascii_strncasecmp (src, "http://", 7) == 0 || g_ascii_strncasecmp (src, "data:", 5) == 0))
    {
      g_autofree char *shown = g_utf8_substring (src, 0, MIN (g_utf8_strlen (src, -1), 80));

      esp_content_check_add (look->check, look->insecure, place, shown, NULL);
    }
}

static void
look_at_run (Look *look, const EspBlock *block, const EspRun *run, const char *ground_text)
{
  gboolean is_large = block->kind == ESP_BLOCK_HEADING && block->level < 3;
  double needed = is_large ? ESP_CONTRAST_LARGE : ESP_CONTRAST_TEXT;
  g_autofree char *place = g_strdup_printf ("block:%s", block->id);
  g_autofree char *shown = NULL;
  char found[16];
  EspColor ground;
  EspColor ink;

  if (run->color == NULL || esp_text_is_blank (run->text) || !esp_color_parse (run->color, &ink) ||
      !esp_color_parse (ground_text, &ground) || esp_color_contrast (ink, ground) >= needed)
    return;
  g_snprintf (found, sizeof found, "%.1f", esp_color_contrast (ink, ground));
  shown = g_utf8_substring (run->text, 0, MIN (g_utf8_strlen (run->text, -1), MAX_SHOWN_LETTERS));
  esp_content_check_add (look->check, look->contrast, place, shown, found)->can_fix = TRUE;
}

static void
look_at_heading (Look *look, const EspBlock *block)
{
  g_autofree char *place = g_strdup_printf ("block:%s", block->id);
  g_autofree char *this = g_strdup_printf ("%d", block->level);
  g_autofree char *last = g_strdup_printf ("%d", look->level);

  if (look->order != NULL && look->level > 0 && block->level > look->level + 1)
    esp_content_check_add (look->check, look->order, place, this, last);
  look->level = block->level;
}

static guint
count_words (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n\t", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    n += *words[i] != '\0';
  return n;
}

static gboolean
look_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  Look *look = data;
  const char *ground =
    section->background != NULL ? section->background : look->check->input->brand->surface;
  g_autofree char *place = g_strdup_printf ("block:%s", block->id);
  g_autofree char *text = NULL;

  if (block->kind == ESP_BLOCK_IMAGE)
    look->n_pictures++;
  look_at_source (look, block->src, place);
  if (block->kind == ESP_BLOCK_HEADING)
    look_at_heading (look, block);
  if (esp_block_has_paragraphs (block))
    text = esp_block_dup_plain_text (block);
  else if (block->html != NULL)
    {
      const EspHtmlLook html = { .place = place,
                                 .contrast = look->contrast,
                                 .hidden = look->hidden };

      text = esp_html_to_text (block->html);
      esp_content_check_html_looks (look->check, block->html, ground, &html);
    }
  look->n_words += text != NULL ? count_words (text) : 0;
  for (guint i = 0; look->contrast != NULL && block->paragraphs != NULL && ground != NULL &&
                    i < block->paragraphs->len;
       i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        look_at_run (look, block, paragraph->runs->pdata[j], ground);
    }
  return TRUE;
}

/* Pictures of raw HTML: how many, and where they come from. */
static void
look_at_html (Look *look, const char *html)
{
  g_autofree char *lower = g_ascii_strdown (html, -1);
  g_autofree char *text = esp_html_to_text (html);
  const guint max_pictures = 1000;

  for (const char *c = strstr (lower, "<img"); c != NULL && look->n_pictures < max_pictures;
       c = strstr (c + 4, "<img"))
    {
      const char *end = strchr (c, '>');
      const char *src = end != NULL ? g_strstr_len (c, end - c, "src=") : NULL;
      g_autofree char *value = NULL;

      look->n_pictures++;
      if (src == NULL)
        continue;
      src += strlen ("src=");
      src += *src == '"' || *src == '\'';
      value = g_strndup (src, strcspn (src, "\"' >"));
      look_at_source (look, value, "body");
    }
  look->n_words = count_words (text);
}

static void
check_looks (EspContentCheck *self)
{
  const EspContentRule *pictures = esp_content_check_begin (self, "A11Y-07");
  Look look = { self,
                esp_content_check_begin (self, "IMG-HTTP"),
                esp_content_check_begin (self, "A11Y-02T"),
                esp_content_check_begin (self, "HTML-02"),
                esp_content_check_begin (self, "A11Y-03"),
                0,
                0,
                0 };

  if (self->doc->body_kind == ESP_BODY_HTML)
    {
      const EspHtmlLook html = { .place = "body",
                                 .contrast = look.contrast,
                                 .hidden = look.hidden };

      look_at_html (&look, self->doc->html);
      esp_content_check_html_looks (self, self->doc->html, NULL, &html);
    }
  else
    (void) esp_message_doc_foreach_block (self->doc, look_cb, &look); /* never stops */
  if (pictures != NULL)
    {
      g_autofree char *n_pictures = g_strdup_printf ("%u", look.n_pictures);
      g_autofree char *n_words = g_strdup_printf ("%u", look.n_words);

      if (look.n_pictures > 0 && look.n_words < esp_content_rule_count (pictures, "min_words", 20))
        esp_content_check_add (self, pictures, "body", n_pictures, n_words);
      esp_content_check_end (self, pictures);
    }
  if (look.insecure != NULL)
    esp_content_check_end (self, look.insecure);
  if (look.contrast != NULL)
    esp_content_check_end (self, look.contrast);
  if (look.hidden != NULL)
    esp_content_check_end (self, look.hidden);
  if (look.order != NULL)
    esp_content_check_end (self, look.order);
}

typedef struct
{
  EspContentCheck *check;
  const EspContentRule *rule;
} HtmlWalk;

static void
check_html_text (HtmlWalk *walk, const char *html, const char *place)
{
  const char *const *tags = esp_content_rule_words (walk->rule, "tags");
  g_autofree char *lower = g_ascii_strdown (html, -1);

  for (guint i = 0; tags[i] != NULL; i++)
    if (strstr (lower, tags[i]) != NULL)
      esp_content_check_add (walk->check, walk->rule, place, tags[i], NULL);
}

static gboolean
check_html_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  g_autofree char *place = g_strdup_printf ("block:%s", block->id);

  if (block->html != NULL)
    check_html_text (data, block->html, place);
  return TRUE;
}

static void
check_html (EspContentCheck *self)
{
  HtmlWalk walk = { self, esp_content_check_begin (self, "HTML-01") };

  if (walk.rule == NULL)
    return;
  if (self->doc->body_kind == ESP_BODY_HTML)
    check_html_text (&walk, self->doc->html, "body");
  else
    (void) esp_message_doc_foreach_block (self->doc, check_html_cb, &walk); /* never stops */
  esp_content_check_end (self, walk.rule);
}

/* Mail of somebody else's domain, sent through another server, is refused for what its owner says. */
static void
check_domain (EspContentCheck *self)
{
  const EspContentRule *rule = esp_content_check_begin (self, "DLV-FREEMAIL");
  const char *at = strrchr (self->doc->sender_address, '@');
  g_autofree char *domain = at != NULL ? g_ascii_strdown (at + 1, -1) : NULL;

  if (rule == NULL || domain == NULL)
    return;
  if (g_strv_contains (esp_content_rule_words (rule, "domains"), domain))
    esp_content_check_add (self, rule, "sender.address", domain, NULL);
  esp_content_check_end (self, rule);
}

/* The size that the opening tag at @tag gives to its text, in px; 0 when it gives none. */
static guint
read_size (const char *tag, const char *end)
{
  const char *size = g_strstr_len (tag, end - tag, "font-size:");
  guint px = 0;

  if (size == NULL || g_strstr_len (tag, end - tag, "display:none") != NULL ||
      g_strstr_len (tag, end - tag, "display: none") != NULL)
    return 0;
  size += strlen ("font-size:");
  size += strspn (size, " ");
  while (g_ascii_isdigit (*size) && px < 1000)
    px = px * 10 + (guint) (*size++ - '0');
  return g_str_has_prefix (size, "px") || *size == '.' ? px : 0;
}

/* Of what an HTML body says, how much is too small; the imprint at the end may be. */
static void
check_sizes (EspContentCheck *self)
{
  const EspContentRule *rule = esp_content_check_begin (self, "A11Y-05");
  const char *param = self->doc->language != NULL && g_str_has_prefix (self->doc->language, "ko")
                        ? "min_px_ko"
                        : "min_px";
  guint least = rule != NULL ? esp_content_rule_count (rule, param, 14) : 0;
  glong n_all = 0;
  glong n_small = 0;
  guint smallest = 0;

  if (rule == NULL || self->doc->body_kind != ESP_BODY_HTML)
    return;
  for (const char *tag = strchr (self->doc->html, '<'); tag != NULL; tag = strchr (tag + 1, '<'))
    {
      const char *end = strchr (tag, '>');
      gsize n = end != NULL ? strcspn (end + 1, "<") : 0;
      glong letters = n > 0 ? g_utf8_strlen (end + 1, (gssize) n) : 0;
      guint px = end != NULL ? read_size (tag, end) : 0;

      if (end == NULL)
        break;
      if (g_ascii_strncasecmp (tag, "<style", 6) == 0 || strspn (end + 1, " \r\n\t") == n)
        continue;
      n_all += letters;
      if (px == 0 || px >= least)
        continue;
      n_small += letters;
      smallest = smallest == 0 ? px : MIN (smallest, px);
    }
  if (n_small > 0 &&
      (double) n_small >= (double) n_all * esp_content_rule_number (rule, "share", 0.5))
    {
      g_autofree char *found = g_strdup_printf ("%u", smallest);
      g_autofree char *wanted = g_strdup_printf ("%u", least);

      esp_content_check_add (self, rule, "body", found, wanted);
    }
  esp_content_check_end (self, rule);
}

/**
 * esp_content_check_files:
 *
 * Weight, attachments, pictures, HTML, contrast of coloured text, order of headings, domain of the sender.
 */
void
esp_content_check_files (EspContentCheck *self)
{
  check_weight (self);
  check_attachments (self);
  check_looks (self);
  check_html (self);
  check_domain (self);
  check_sizes (self);
}
