/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiles a message once and renders it for one recipient after the other. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-template.h"

#include "engine/content/esp-fallback.h"
#include "engine/content/esp-html-text.h"
#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-message-data.h"
#include "engine/content/esp-text-writer.h"

#include <string.h>

typedef enum
{
  PART_SUBJECT,
  PART_PREHEADER,
  PART_HTML,
  PART_TEXT,
} Part;

#define N_PARTS (PART_TEXT + 1)

struct _EspMessageTemplate
{
  EspMessageDoc *doc;
  char *facts_texts[6]; /* what facts points to */
  EspSenderFacts facts;
  EspLiquidTemplate *parts[N_PARTS];
  EspLiquidData *values;  /* (nullable): of recipients without an event */
  EspLiquidData *preview; /* (nullable): of previews without an event */
  GArray *fields;         /* (element-type EspMessageField) */
};

typedef struct
{
  EspLiquidEnv *env;
  GHashTable *fallbacks;
  GError *error; /* of the first block that cannot be read */
} FindError;

static EspLiquidEnv *
make_env (void)
{
  EspLiquidEnv *env = esp_liquid_env_new ();

  esp_liquid_env_add_korean_filters (env);
  return env;
}

static gboolean
try_text (FindError *find, const char *place, const char *text)
{
  g_autoptr (EspLiquidTemplate) template = NULL;

  if (text == NULL || find->error != NULL)
    return find->error == NULL;
  template = esp_liquid_template_parse (find->env, text, -1, &find->error);
  if (find->error != NULL)
    esp_liquid_error_add_place (find->error, place);
  return find->error == NULL;
}

static gboolean
try_block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  FindError *find = data;
  g_autofree char *place =
    g_strdup_printf ("block “%s” (%s)", block->id, esp_block_kind_to_string (block->kind));
  g_autofree char *text = esp_block_dup_plain_text (block);
  g_autofree char *condition =
    block->show_if != NULL ? g_strdup_printf ("{%% if %s %%}{%% endif %%}", block->show_if) : NULL;

  if (!try_text (find, place, condition) || !try_text (find, place, text) ||
      !try_text (find, place, block->href) || !try_text (find, place, block->src) ||
      !try_text (find, place, block->html))
    return FALSE;
  for (guint i = 0; block->links != NULL && i < block->links->len; i++)
    if (!try_text (find, place, ((const EspSocialLink *) block->links->pdata[i])->href) ||
        !try_text (find, place, ((const EspSocialLink *) block->links->pdata[i])->label))
      return FALSE;
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        if (!try_text (find, place, ((const EspRun *) paragraph->runs->pdata[j])->href))
          return FALSE;
    }
  return TRUE;
}

/* The whole does not compile: says in which field or block, or, when each is right by itself, what the
 * whole lacks. */
static void
explain_error (const EspMessageDoc *doc, EspLiquidEnv *env, GError *whole, GError **error)
{
  FindError find = { env, doc->fallbacks, NULL };

  if (try_text (&find, "the subject", doc->subject) &&
      try_text (&find, "the preview text", doc->preheader) &&
      try_text (&find, "the reason", doc->reason) &&
      (doc->body_kind == ESP_BODY_BLOCKS ? esp_message_doc_foreach_block (doc, try_block_cb, &find)
                                         : try_text (&find, "the HTML body", doc->html)))
    g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_TEMPLATE,
                 "The parts of the message do not fit together as one template: %s",
                 whole->message);
  else
    g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_TEMPLATE, find.error->message);
  g_clear_error (&find.error);
}

static void
clear_field (gpointer data)
{
  EspMessageField *field = data;

  g_free (field->name);
}

static EspMessageField *
ensure_field (EspMessageTemplate *self, const char *name)
{
  EspMessageField field = { NULL, TRUE, FALSE, FALSE };

  for (guint i = 0; i < self->fields->len; i++)
    if (g_str_equal (g_array_index (self->fields, EspMessageField, i).name, name))
      return &g_array_index (self->fields, EspMessageField, i);
  field.name = g_strdup (name);
  g_array_append_val (self->fields, field);
  return &g_array_index (self->fields, EspMessageField, self->fields->len - 1);
}

static void
collect_fields (EspMessageTemplate *self, EspLiquidTemplate *template)
{
  g_autoptr (GPtrArray) uses = esp_liquid_template_list_uses (template);

  for (guint i = 0; i < uses->len; i++)
    {
      const EspLiquidUse *use = uses->pdata[i];
      EspMessageField *field;

      if (g_str_equal (use->path, "lead") || esp_message_data_is_own (use->path))
        continue;
      field = ensure_field (self, esp_field_name_of_path (use->path));
      field->is_guarded = field->is_guarded || use->in_condition;
      field->is_printed = field->is_printed || !use->in_condition;
      field->has_fallback = field->has_fallback && (use->in_condition || use->has_default);
    }
}

static void
copy_facts (EspMessageTemplate *self, const EspSenderFacts *facts)
{
  const char *texts[] = { facts->name,  facts->address, facts->phone,
                          facts->email, facts->country, facts->number };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    self->facts_texts[i] = g_strdup (texts[i]);
  self->facts =
    (EspSenderFacts){ self->facts_texts[0], self->facts_texts[1], self->facts_texts[2],
                      self->facts_texts[3], self->facts_texts[4], self->facts_texts[5] };
}

static gboolean
find_linked_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  *(const EspBlock **) data = block;
  return block->kind != ESP_BLOCK_LINKED;
}

/* A saved block that nobody put in its place would be missing from the mail. */
static gboolean
refuse_linked (const EspMessageDoc *doc, GError **error)
{
  const EspBlock *block = NULL;

  if (esp_message_doc_foreach_block (doc, find_linked_cb, &block))
    return TRUE;
  g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_LINKED,
               "Block “%s” shows a saved block of the library that was not put in its place",
               block != NULL ? block->id : "");
  return FALSE;
}

/**
 * esp_message_template_new:
 * @doc: the message; copied
 * @brand: its look
 * @facts: who sends; copied
 *
 * Returns: (transfer full) (nullable): the compiled message, or NULL with
 * %ESP_MESSAGE_ERROR_TEMPLATE, whose text names the field or block.
 */
EspMessageTemplate *
esp_message_template_new (const EspMessageDoc *doc,
                          const EspBrand *brand,
                          const EspSenderFacts *facts,
                          GError **error)
{
  g_autoptr (EspMessageTemplate) self = NULL;
  g_autoptr (EspLiquidEnv) env = make_env ();
  g_autofree char *html = esp_html_writer_write (doc, brand, facts);
  g_autofree char *text = esp_text_writer_write (doc, facts);
  const char *sources[N_PARTS] = { [PART_SUBJECT] = doc->subject,
                                   [PART_PREHEADER] = doc->preheader,
                                   [PART_HTML] = html,
                                   [PART_TEXT] = text };

  if (!refuse_linked (doc, error))
    return NULL;
  self = g_new0 (EspMessageTemplate, 1);
  self->fields = g_array_new (FALSE, FALSE, sizeof (EspMessageField));
  g_array_set_clear_func (self->fields, clear_field);
  for (int i = 0; i < N_PARTS; i++)
    {
      g_autofree char *source = esp_fallback_apply (sources[i], doc->fallbacks);
      g_autoptr (GError) whole = NULL;

      self->parts[i] = esp_liquid_template_parse (env, source, -1, &whole);
      if (self->parts[i] == NULL)
        {
          explain_error (doc, env, whole, error);
          return NULL;
        }
      collect_fields (self, self->parts[i]);
    }
  self->doc = esp_message_doc_copy (doc);
  self->values = esp_message_data_new_values (doc->data, NULL, FALSE);
  self->preview = esp_message_data_new_values (doc->data, NULL, TRUE);
  copy_facts (self, facts);
  return g_steal_pointer (&self);
}

/**
 * esp_message_template_free:
 * @self: (nullable): a compiled message
 */
void
esp_message_template_free (EspMessageTemplate *self)
{
  if (self == NULL)
    return;
  esp_message_doc_free (self->doc);
  for (guint i = 0; i < G_N_ELEMENTS (self->facts_texts); i++)
    g_free (self->facts_texts[i]);
  for (int i = 0; i < N_PARTS; i++)
    g_clear_pointer (&self->parts[i], esp_liquid_template_unref);
  g_clear_pointer (&self->values, esp_liquid_data_unref);
  g_clear_pointer (&self->preview, esp_liquid_data_unref);
  g_array_unref (self->fields);
  g_free (self);
}

/**
 * esp_message_template_get_fields:
 * @out_n: (out): how many
 *
 * Returns: (transfer none) (array length=out_n): the fields of the lead that the message reads, in the
 * order in which they appear.
 */
const EspMessageField *
esp_message_template_get_fields (EspMessageTemplate *self, guint *out_n)
{
  *out_n = self->fields->len;
  return (const EspMessageField *) (gconstpointer) self->fields->data;
}

/**
 * esp_message_rendered_init:
 */
void
esp_message_rendered_init (EspMessageRendered *self)
{
  const gsize usual_html_bytes = 16 * 1024;

  self->subject = g_string_new (NULL);
  self->preheader = g_string_new (NULL);
  self->html = g_string_sized_new (usual_html_bytes);
  self->text = g_string_new (NULL);
  self->missing = NULL;
}

/**
 * esp_message_rendered_clear:
 *
 * Frees the buffers.
 */
void
esp_message_rendered_clear (EspMessageRendered *self)
{
  g_string_free (g_steal_pointer (&self->subject), TRUE);
  g_string_free (g_steal_pointer (&self->preheader), TRUE);
  g_string_free (g_steal_pointer (&self->html), TRUE);
  g_string_free (g_steal_pointer (&self->text), TRUE);
}

/* A value with a line end in it must not start a header: all white space becomes one blank. */
static void
make_one_line (GString *text)
{
  gsize n = 0;
  gboolean is_blank = TRUE; /* nothing yet: leading blanks vanish */

  for (gsize i = 0; i < text->len; i++)
    {
      guchar c = (guchar) text->str[i];
      gboolean is_space = c <= ' ' || c == 0x7f;

      if (!is_space)
        text->str[n++] = (char) c;
      else if (!is_blank)
        text->str[n++] = ' ';
      is_blank = is_space;
    }
  while (n > 0 && text->str[n - 1] == ' ')
    n--;
  g_string_truncate (text, n);
}

static const char *
find_missing (EspMessageTemplate *self, const EspMessageRecipient *recipient)
{
  if (self->doc->missing != ESP_MISSING_SKIP)
    return NULL;
  for (guint i = 0; i < self->fields->len; i++)
    {
      const EspMessageField *field = &g_array_index (self->fields, EspMessageField, i);

      if (field->is_printed && !field->has_fallback && !field->is_guarded &&
          !esp_message_data_has (recipient, field->name))
        return field->name;
    }
  return NULL;
}

/* The mail of someone for whom a tag fails must not go out with "Liquid error" in it. */
static gboolean
fail_for_problem (Part part, const GError *problem, GError **error)
{
  static const char *const names[N_PARTS] = { "subject", "preview text", "body", "plain text" };
  guint line;
  guint column;

  esp_liquid_error_get_position (problem, &line, &column, NULL);
  g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_RENDER,
               "The template fails for this lead in the %s, line %u, letter %u: %s", names[part],
               line, column, problem->message);
  return FALSE;
}

static gboolean
render_parts (EspMessageTemplate *self,
              const EspMessageRecipient *recipient,
              EspMessageRendered *rendered,
              GError **error)
{
  GString *targets[N_PARTS] = { rendered->subject, rendered->preheader, rendered->html,
                                rendered->text };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (EspLiquidData) own =
    recipient->event_json != NULL
      ? esp_message_data_new_values (self->doc->data, recipient->event_json, FALSE)
      : NULL;
  EspMessageData data;
  EspLiquidRenderOptions options = { .data = own != NULL             ? own
                                             : recipient->is_preview ? self->preview
                                                                     : self->values,
                                     .lookup = esp_message_data_lookup,
                                     .lookup_data = &data,
                                     .now_us = recipient->now_us,
                                     .timezone = recipient->timezone,
                                     .problems = problems };

  esp_message_data_init (&data, recipient, self->doc, &self->facts);
  for (int i = 0; i < N_PARTS; i++)
    {
      options.escapes_html = i == PART_HTML;
      if (!esp_liquid_template_render (self->parts[i], &options, targets[i], error))
        return FALSE;
      if (problems->len > 0)
        return fail_for_problem ((Part) i, g_ptr_array_index (problems, 0), error);
    }
  return TRUE;
}

/**
 * esp_message_template_render:
 * @recipient: who gets it
 * @rendered: as esp_message_rendered_init() made it, or from the recipient before
 *
 * Values are escaped in HTML and not elsewhere. With the policy "skip", a lead that lacks a field
 * which is printed without a fallback and without a condition is named in @rendered's missing, and
 * nothing is rendered.
 *
 * Returns: FALSE with @error set when the template went over a limit or, %ESP_MESSAGE_ERROR_RENDER, when a
 * tag fails with the values of this lead.
 */
gboolean
esp_message_template_render (EspMessageTemplate *self,
                             const EspMessageRecipient *recipient,
                             EspMessageRendered *rendered,
                             GError **error)
{
  g_autofree char *wrapped = NULL;

  g_string_truncate (rendered->subject, 0);
  g_string_truncate (rendered->preheader, 0);
  g_string_truncate (rendered->html, 0);
  g_string_truncate (rendered->text, 0);
  rendered->missing = find_missing (self, recipient);
  if (rendered->missing != NULL)
    return TRUE;
  if (!render_parts (self, recipient, rendered, error))
    return FALSE;
  make_one_line (rendered->subject);
  make_one_line (rendered->preheader);
  wrapped = esp_text_wrap (rendered->text->str, ESP_TEXT_COLUMNS);
  g_string_assign (rendered->text, wrapped);
  return TRUE;
}
