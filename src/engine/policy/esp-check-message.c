/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a message is complete, personal in every case and can be read by everyone. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include "engine/content/esp-color.h"

#include <string.h>

typedef struct
{
  EspContentCheck *check;
  const EspContentRule *pictures;
  const EspContentRule *buttons;
  guint n_blocks;
} BlockWalk;

static guint
count_columns (const char *text)
{
  guint n = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    n += g_unichar_iswide (g_utf8_get_char (c)) ? 2 : 1;
  return n;
}

static void
check_headers (EspContentCheck *self)
{
  const EspContentRule *empty = esp_content_check_begin (self, "MSG-SUBJECT");
  const EspContentRule *length = esp_content_check_begin (self, "MSG-SUBJECT-LENGTH");
  const EspContentRule *preheader = esp_content_check_begin (self, "MSG-PREHEADER");
  const char *subject = self->is_rendered ? self->rendered.subject->str : self->doc->subject;

  if (empty != NULL)
    {
      if (esp_text_is_blank (subject))
        esp_content_check_add (self, empty, "subject", NULL, NULL);
      esp_content_check_end (self, empty);
    }
  if (length != NULL)
    {
      guint n = count_columns (subject);
      guint limit = esp_content_rule_count (length, "columns", 80);
      g_autofree char *found = g_strdup_printf ("%u", n);
      g_autofree char *allowed = g_strdup_printf ("%u", limit);

      if (n > limit)
        esp_content_check_add (self, length, "subject", found, allowed);
      esp_content_check_end (self, length);
    }
  if (preheader != NULL)
    {
      if (esp_text_is_blank (self->doc->preheader))
        esp_content_check_add (self, preheader, "preheader", NULL, NULL);
      esp_content_check_end (self, preheader);
    }
}

/**
 * esp_content_is_address:
 *
 * Returns: whether @text can be the address of a sender
 */
gboolean
esp_content_is_address (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && strchr (at + 1, '@') == NULL && strchr (at, '.') != NULL &&
         at[1] != '.' && !g_str_has_suffix (text, ".") && strpbrk (text, " <>,;\"") == NULL;
}

static void
check_sender (EspContentCheck *self)
{
  const EspContentRule *sender = esp_content_check_begin (self, "MSG-SENDER");
  const EspContentRule *reply = esp_content_check_begin (self, "MSG-REPLY");
  const char *address = self->doc->sender_address;
  const char *answer = *self->doc->reply_to != '\0' ? self->doc->reply_to : address;

  if (sender != NULL)
    {
      if (!esp_content_is_address (address))
        esp_content_check_add (self, sender, "sender.address", address, NULL);
      esp_content_check_end (self, sender);
    }
  if (reply != NULL)
    {
      const char *const *names = esp_content_rule_words (reply, "names");
      g_autofree char *lower = g_ascii_strdown (answer, -1);

      for (guint i = 0; names[i] != NULL; i++)
        if (g_str_has_prefix (lower, names[i]))
          {
            esp_content_check_add (self, reply, "reply_to", answer, NULL);
            break;
          }
      esp_content_check_end (self, reply);
    }
}

static void
check_picture (BlockWalk *walk, const EspBlock *block, const char *place)
{
  if (walk->pictures == NULL || block->kind != ESP_BLOCK_IMAGE || block->decorative ||
      !esp_text_is_blank (block->alt))
    return;
  esp_content_check_add (walk->check, walk->pictures, place, NULL, NULL)->can_fix =
    esp_text_is_blank (block->href); /* a linked picture is never decoration */
}

static void
check_button (BlockWalk *walk, const EspBlock *block, const char *place)
{
  const EspBrand *brand = walk->check->input->brand;
  EspColor ground;
  EspColor ink;
  char found[16];
  char needed[16];
  double contrast;

  if (walk->buttons == NULL || block->kind != ESP_BLOCK_BUTTON ||
      !esp_color_parse (block->color != NULL ? block->color : brand->accent, &ground) ||
      !esp_color_parse (block->text_color != NULL ? block->text_color : brand->on_accent, &ink))
    return;
  contrast = esp_color_contrast (ground, ink);
  if (contrast >= ESP_CONTRAST_TEXT)
    return;
  g_snprintf (found, sizeof found, "%.1f", contrast);
  g_snprintf (needed, sizeof needed, "%.1f", ESP_CONTRAST_TEXT);
  esp_content_check_add (walk->check, walk->buttons, place, found, needed)->can_fix = TRUE;
}

static gboolean
check_block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  BlockWalk *walk = data;
  g_autofree char *place = g_strdup_printf ("block:%s", block->id);

  walk->n_blocks += block->kind != ESP_BLOCK_SPACER && block->kind != ESP_BLOCK_DIVIDER &&
                    block->kind != ESP_BLOCK_COLUMNS;
  check_picture (walk, block, place);
  if (block->html != NULL)
    {
      const EspHtmlLook look = { .place = place, .pictures = walk->pictures };

      esp_content_check_html_looks (walk->check, block->html, NULL, &look);
    }
  check_button (walk, block, place);
  return TRUE;
}

static void
check_blocks (EspContentCheck *self)
{
  const EspContentRule *body = esp_content_check_begin (self, "MSG-BODY");
  BlockWalk walk = { self, esp_content_check_begin (self, "A11Y-01"),
                     esp_content_check_begin (self, "A11Y-02"), 0 };
  const EspHtmlLook look = { .place = "body", .pictures = walk.pictures };

  if (self->doc->body_kind == ESP_BODY_HTML)
    esp_content_check_html_looks (self, self->doc->html, NULL, &look);
  (void) esp_message_doc_foreach_block (self->doc, check_block_cb, &walk); /* never stops */
  if (body != NULL)
    {
      if (self->doc->body_kind == ESP_BODY_HTML ? esp_text_is_blank (self->doc->html)
                                                : walk.n_blocks == 0)
        esp_content_check_add (self, body, "body", NULL, NULL);
      esp_content_check_end (self, body);
    }
  if (walk.pictures != NULL)
    esp_content_check_end (self, walk.pictures);
  if (walk.buttons != NULL)
    esp_content_check_end (self, walk.buttons);
}

/**
 * esp_content_proposed_fallback:
 * @rule: PER-FALLBACK, with a table for each language
 *
 * Returns: (nullable): what usually stands in the place of @field in the message's language.
 */
const char *
esp_content_proposed_fallback (const EspContentRule *rule,
                               const EspMessageDoc *doc,
                               const char *field)
{
  g_autofree char *table = g_ascii_strdown (doc->language, (gssize) strcspn (doc->language, "-"));
  JsonNode *node = rule->params != NULL ? json_object_get_member (rule->params, table) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  return json_object_get_string_member_with_default (json_node_get_object (node), field, NULL);
}

static void
check_fields (EspContentCheck *self)
{
  const EspContentInput *input = self->input;
  const EspContentRule *fallback = esp_content_check_begin (self, "PER-FALLBACK");
  const EspContentRule *unknown = esp_content_check_begin (self, "PER-FIELD");
  const EspMessageField *fields;
  guint n;

  if (input->message_template == NULL)
    return;
  fields = esp_message_template_get_fields (input->message_template, &n);
  for (guint i = 0; i < n; i++)
    {
      const EspMessageField *field = &fields[i];
      double rate =
        input->fill_rate != NULL ? input->fill_rate (field->name, input->user_data) : -1;
      g_autofree char *percent = rate >= 0 ? g_strdup_printf ("%d %%", (int) (rate * 100)) : NULL;

      if (unknown != NULL && input->has_field != NULL &&
          !input->has_field (field->name, input->user_data))
        {
          esp_content_check_add (self, unknown, "body", field->name, NULL);
          continue;
        }
      if (fallback != NULL && field->is_printed && !field->has_fallback && !field->is_guarded &&
          rate < 1)
        esp_content_check_add (self, fallback, "fallbacks", field->name,
                               percent != NULL ? percent : "an unknown share")
          ->can_fix = esp_content_proposed_fallback (fallback, self->doc, field->name) != NULL;
    }
  if (fallback != NULL)
    esp_content_check_end (self, fallback);
  if (unknown != NULL && input->has_field != NULL)
    esp_content_check_end (self, unknown);
}

static void
check_output (EspContentCheck *self)
{
  const EspContentRule *marks = esp_content_check_begin (self, "CORE-09");
  const EspContentRule *size = esp_content_check_begin (self, "SIZE-01");

  if (self->render_error != NULL && marks != NULL)
    esp_content_check_add (self, marks, "body", self->render_error->message, NULL);
  if (!self->is_rendered)
    return;
  if (marks != NULL)
    {
      const char *const *words = esp_content_rule_words (marks, "marks");

      for (guint i = 0; words[i] != NULL; i++)
        if (strstr (self->rendered.subject->str, words[i]) != NULL ||
            strstr (self->rendered.text->str, words[i]) != NULL)
          {
            esp_content_check_add (self, marks, "body", words[i], NULL);
            break;
          }
      esp_content_check_end (self, marks);
    }
  if (size != NULL)
    {
      gsize limit = esp_content_rule_count (size, "max_bytes", 100000);
      g_autofree char *found =
        g_strdup_printf ("%" G_GSIZE_FORMAT, self->rendered.html->len / 1000);
      g_autofree char *allowed = g_strdup_printf ("%" G_GSIZE_FORMAT, limit / 1000);

      if (self->rendered.html->len > limit)
        esp_content_check_add (self, size, "body", found, allowed);
      esp_content_check_end (self, size);
    }
}

/**
 * esp_content_check_message:
 *
 * Subject, sender, body, fields, pictures, buttons, size.
 */
void
esp_content_check_message (EspContentCheck *self)
{
  check_headers (self);
  check_sender (self);
  check_blocks (self);
  check_fields (self);
  check_output (self);
}
