/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes an email apart into the parts that rules look at, each with its place. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include "engine/content/esp-html-text.h"

#include <string.h>

static void
part_free (gpointer data)
{
  EspContentPart *part = data;

  esp_rule_text_free (part->folded);
  g_free (part->name);
  g_free (part->place);
  g_free (part->text);
  g_free (part);
}

/**
 * esp_content_parts_new:
 */
GPtrArray *
esp_content_parts_new (void)
{
  return g_ptr_array_new_with_free_func (part_free);
}

/* Text without its Liquid tags: what they become is not known, and their names say nothing. */
static char *
strip_tags (const char *text)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = NULL;

      if (text[0] == '{' && (text[1] == '{' || text[1] == '%'))
        end = strstr (text + 2, text[1] == '{' ? "}}" : "%}");
      if (end == NULL)
        g_string_append_c (out, *text++);
      else
        {
          g_string_append_c (out, ' ');
          text = end + 2;
        }
    }
  return g_string_free (out, FALSE);
}

/**
 * esp_content_parts_add:
 * @name: "subject", "body", …
 * @is_whole: all that is read; only what must be there is looked for in it
 */
void
esp_content_parts_add (GPtrArray *parts,
                       const char *name,
                       const char *place,
                       const char *text,
                       gboolean is_whole)
{
  EspContentPart *part = g_new0 (EspContentPart, 1);

  part->name = g_strdup (name);
  part->place = g_strdup (place);
  part->text = strip_tags (text != NULL ? text : "");
  part->folded = esp_rule_text_new (part->text);
  part->is_whole = is_whole;
  g_ptr_array_add (parts, part);
}

static gboolean
collect_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  GPtrArray *parts = data;
  g_autofree char *place = g_strdup_printf ("block:%s", block->id);
  g_autofree char *plain = NULL;

  if (esp_block_has_paragraphs (block))
    plain = esp_block_dup_plain_text (block);
  else if (block->html != NULL)
    plain = esp_html_to_text (block->html);
  if (plain != NULL && *plain != '\0')
    esp_content_parts_add (parts, "body", place, plain, FALSE);
  if (!esp_text_is_blank (block->label))
    esp_content_parts_add (parts, "button", place, block->label, FALSE);
  if (!esp_text_is_blank (block->alt))
    esp_content_parts_add (parts, "alt", place, block->alt, FALSE);
  return TRUE;
}

/**
 * esp_content_parts_collect:
 *
 * Fills the parts of @self: headers as they come out for the usual reader, each block, each link.
 */
void
esp_content_parts_collect (EspContentCheck *self)
{
  const EspMessageDoc *doc = self->doc;
  GPtrArray *parts = esp_content_parts_new ();

  self->parts = parts;
  esp_content_parts_add (parts, "subject", "subject",
                         self->is_rendered ? self->rendered.subject->str : doc->subject, FALSE);
  if (!esp_text_is_blank (doc->preheader))
    esp_content_parts_add (parts, "preheader", "preheader",
                           self->is_rendered ? self->rendered.preheader->str : doc->preheader,
                           FALSE);
  esp_content_parts_add (parts, "sender", "sender.name", doc->sender_name, FALSE);
  if (doc->body_kind == ESP_BODY_HTML)
    {
      g_autofree char *text = esp_html_to_text (doc->html);

      esp_content_parts_add (parts, "body", "body", text, FALSE);
    }
  else
    (void) esp_message_doc_foreach_block (doc, collect_cb, parts); /* never stops */
  for (guint i = 0; i < self->links->len; i++)
    {
      const EspContentLink *link = self->links->pdata[i];

      esp_content_parts_add (parts, "link", link->place, link->href, FALSE);
    }
  if (self->is_rendered)
    esp_content_parts_add (parts, "footer", "body", self->rendered.text->str, TRUE);
}

/**
 * esp_content_check_phrases:
 *
 * What the workspace forbids or demands of its own.
 */
void
esp_content_check_phrases (EspContentCheck *self)
{
  const EspContentRule *rules[] = { esp_content_check_begin (self, "PHRASE-NO"),
                                    esp_content_check_begin (self, "PHRASE-YES") };
  gboolean has[2] = { FALSE, FALSE };

  for (guint i = 0; i < self->input->n_phrases; i++)
    {
      const EspContentPhrase *phrase = &self->input->phrases[i];
      const EspContentRule *rule = rules[phrase->is_required ? 1 : 0];
      g_autoptr (EspRuleWord) word = esp_rule_word_new (phrase->text, FALSE);
      const EspContentPart *found = NULL;
      EspRuleHit hit;

      has[phrase->is_required ? 1 : 0] = TRUE;
      for (guint j = 0; found == NULL && j < self->parts->len; j++)
        {
          const EspContentPart *part = self->parts->pdata[j];

          if ((phrase->is_required || !part->is_whole) &&
              esp_rule_word_find (word, part->folded, 0, &hit))
            found = part;
        }
      if (rule != NULL && (found != NULL) != phrase->is_required)
        esp_content_check_add (self, rule, found != NULL ? found->place : "body", phrase->text,
                               NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i] != NULL && has[i])
      esp_content_check_end (self, rules[i]);
}
