/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiles a text message once and fills it for one recipient after the other. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-text-template.h"

#include "engine/content/esp-fallback.h"
#include "engine/content/esp-message-data.h"
#include "engine/content/liquid/esp-liquid.h"
#include "engine/content/text/esp-text-count.h"

#include <string.h>

struct _EspTextTemplate
{
  EspTextDoc *doc;
  EspMessageDoc *shell; /* what the names of the sender are read from */
  EspSenderFacts facts;
  char *facts_texts[6]; /* what facts points to */
  GPtrArray *parts; /* (element-type EspLiquidTemplate) (nullable elements): plain text has none */
  GArray *fields;   /* (element-type EspMessageField) */
};

static void
free_part (gpointer part)
{
  if (part != NULL)
    esp_liquid_template_unref (part);
}

static void
clear_field (gpointer data)
{
  g_free (((EspMessageField *) data)->name);
}

static EspMessageField *
ensure_field (EspTextTemplate *self, const char *name)
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
collect_fields (EspTextTemplate *self, EspLiquidTemplate *part)
{
  g_autoptr (GPtrArray) uses = esp_liquid_template_list_uses (part);

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

typedef struct
{
  EspTextTemplate *self;
  EspLiquidEnv *env;
  GError *error;
} Compile;

static void
compile_text (const char *place, char **text, gpointer user_data)
{
  Compile *compile = user_data;
  EspLiquidTemplate *part = NULL;
  g_autofree char *source = NULL;

  if (compile->error != NULL)
    return;
  if (strchr (*text, '{') != NULL)
    {
      source = esp_fallback_apply (*text, compile->self->doc->fallbacks);
      part = esp_liquid_template_parse (compile->env, source, -1, &compile->error);
      if (part == NULL)
        {
          g_autofree char *quoted = g_strdup_printf ("“%s”", place);

          esp_liquid_error_add_place (compile->error, quoted);
          return;
        }
      collect_fields (compile->self, part);
    }
  g_ptr_array_add (compile->self->parts, part);
}

static void
copy_facts (EspTextTemplate *self, const EspSenderFacts *facts)
{
  const char *texts[] = { facts->name,  facts->address, facts->phone,
                          facts->email, facts->country, facts->number };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    self->facts_texts[i] = g_strdup (texts[i]);
  self->facts =
    (EspSenderFacts){ self->facts_texts[0], self->facts_texts[1], self->facts_texts[2],
                      self->facts_texts[3], self->facts_texts[4], self->facts_texts[5] };
}

/**
 * esp_text_template_new:
 * @doc: the message; copied
 * @facts: who sends; copied
 *
 * Returns: (transfer full) (nullable): the compiled message; %NULL with %ESP_MESSAGE_ERROR_TEMPLATE, whose
 *   text names the place
 */
EspTextTemplate *
esp_text_template_new (const EspTextDoc *doc, const EspSenderFacts *facts, GError **error)
{
  g_autoptr (EspTextTemplate) self = g_new0 (EspTextTemplate, 1);
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  Compile compile = { self, env, NULL };

  self->doc = esp_text_doc_copy (doc);
  self->shell = esp_message_doc_new ();
  copy_facts (self, facts);
  esp_message_doc_set (&self->shell->sender_name, facts->name != NULL ? facts->name : "");
  self->parts = g_ptr_array_new_with_free_func (free_part);
  self->fields = g_array_new (FALSE, TRUE, sizeof (EspMessageField));
  g_array_set_clear_func (self->fields, clear_field);
  esp_liquid_env_add_korean_filters (env);
  esp_text_doc_foreach_text (self->doc, compile_text, &compile);
  if (compile.error == NULL)
    return g_steal_pointer (&self);
  g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_TEMPLATE,
                       compile.error->message);
  g_clear_error (&compile.error);
  return NULL;
}

/**
 * esp_text_template_free:
 * @self: (nullable): a template
 */
void
esp_text_template_free (EspTextTemplate *self)
{
  if (self == NULL)
    return;
  esp_text_doc_free (self->doc);
  esp_message_doc_free (self->shell);
  for (guint i = 0; i < G_N_ELEMENTS (self->facts_texts); i++)
    g_free (self->facts_texts[i]);
  g_ptr_array_unref (self->parts);
  g_array_unref (self->fields);
  g_free (self);
}

/**
 * esp_text_template_get_fields:
 * @out_n: (out): how many
 *
 * Returns: (transfer none) (array length=out_n): the fields of the lead that the message reads
 */
const EspMessageField *
esp_text_template_get_fields (EspTextTemplate *self, guint *out_n)
{
  *out_n = self->fields->len;
  return (const EspMessageField *) (gconstpointer) self->fields->data;
}

/**
 * esp_text_template_get_doc:
 *
 * Returns: (transfer none): the message as it was given
 */
const EspTextDoc *
esp_text_template_get_doc (EspTextTemplate *self)
{
  return self->doc;
}

static const char *
find_missing (EspTextTemplate *self, const EspMessageRecipient *recipient)
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

typedef struct
{
  EspTextTemplate *self;
  EspLiquidRenderOptions options;
  GString *out;
  guint next;
  GError *error;
} Fill;

static void
fill_text (const char *place, char **text, gpointer user_data)
{
  Fill *fill = user_data;
  EspLiquidTemplate *part = g_ptr_array_index (fill->self->parts, fill->next++);
  guint line;
  guint column;

  if (part == NULL || fill->error != NULL)
    return;
  g_string_truncate (fill->out, 0);
  if (!esp_liquid_template_render (part, &fill->options, fill->out, &fill->error))
    return;
  if (fill->options.problems->len > 0)
    {
      const GError *problem = g_ptr_array_index (fill->options.problems, 0);

      esp_liquid_error_get_position (problem, &line, &column, NULL);
      g_set_error (&fill->error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_RENDER,
                   "The template fails for this lead in “%s”, line %u, letter %u: %s", place, line,
                   column, problem->message);
      return;
    }
  (void) esp_text_unify_lines (fill->out->str);
  if (!g_str_equal (place, "body") && !g_str_equal (place, "substitute.body"))
    g_strdelimit (fill->out->str, "\n", ' ');
  esp_message_doc_set (text, fill->out->str);
}

/**
 * esp_text_template_render:
 * @out_missing: (out) (nullable): the field for whose lack the person is left out
 *
 * Returns: (transfer full) (nullable): the message as this lead gets it, without what the law adds; NULL
 *   with @out_missing set, or with @error set when a tag fails or went over a limit
 */
EspTextDoc *
esp_text_template_render (EspTextTemplate *self,
                          const EspMessageRecipient *recipient,
                          const char **out_missing,
                          GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (EspTextDoc) filled = NULL;
  EspMessageData data;
  Fill fill = { .self = self, .out = out };

  *out_missing = find_missing (self, recipient);
  if (*out_missing != NULL)
    return NULL;
  filled = esp_text_doc_copy (self->doc);
  esp_message_data_init (&data, recipient, self->shell, &self->facts);
  fill.options = (EspLiquidRenderOptions){ .lookup = esp_message_data_lookup,
                                           .lookup_data = &data,
                                           .now_us = recipient->now_us,
                                           .timezone = recipient->timezone,
                                           .problems = problems };
  esp_text_doc_foreach_text (filled, fill_text, &fill);
  if (fill.error == NULL)
    return g_steal_pointer (&filled);
  g_propagate_error (error, fill.error);
  return NULL;
}
