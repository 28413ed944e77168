/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the tree of a template: scopes, limits, and what happens when a tag fails. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-render.h"

#include "engine/content/liquid/esp-liquid-template.h"

/* The clock is asked once in so many steps. */
#define STEPS_PER_LOOK 256
/* A tag that fails in a loop is told so often and no more. */
#define MAX_PROBLEMS 100

/** esp_liquid_scope_init: opens a scope; pairs with esp_liquid_scope_clear(). */
void
esp_liquid_scope_init (EspLiquidScope *self, EspLiquidScope *outer, gboolean is_isolated)
{
  *self = (EspLiquidScope){ .outer = outer, .is_isolated = is_isolated };
}

void
esp_liquid_scope_clear (EspLiquidScope *self)
{
  g_clear_pointer (&self->locals, g_array_unref);
  g_clear_pointer (&self->inner, g_array_unref);
  g_clear_pointer (&self->counters, g_array_unref);
  g_clear_pointer (&self->cycles, g_array_unref);
  g_clear_pointer (&self->offsets, g_array_unref);
}

/** esp_liquid_bindings_find: Returns: (nullable) (transfer none): the newest value under @name. */
EspLiquidValue *
esp_liquid_bindings_find (GArray *bindings, EspLiquidSpan name)
{
  for (guint i = bindings == NULL ? 0 : bindings->len; i > 0; i--)
    {
      EspLiquidBinding *binding = &g_array_index (bindings, EspLiquidBinding, i - 1);

      if (binding->name.len == name.len && memcmp (binding->name.data, name.data, name.len) == 0)
        return &binding->value;
    }
  return NULL;
}

/**
 * esp_liquid_bindings_push:
 * @bindings: made at the first use
 *
 * Adds a value that hides an older one of that name; @name must outlive the scope.
 *
 * Returns: where it stands.
 */
guint
esp_liquid_bindings_push (GArray **bindings, EspLiquidSpan name, const EspLiquidValue *value)
{
  EspLiquidBinding binding = { .name = name, .value = *value };

  if (*bindings == NULL)
    *bindings = g_array_new (FALSE, FALSE, sizeof (EspLiquidBinding));
  g_array_append_val (*bindings, binding);
  return (*bindings)->len - 1;
}

/** esp_liquid_bindings_set: replaces the value under @name or adds it; @name must outlive the scope. */
void
esp_liquid_bindings_set (GArray **bindings, EspLiquidSpan name, const EspLiquidValue *value)
{
  EspLiquidValue *found = esp_liquid_bindings_find (*bindings, name);

  if (found != NULL)
    *found = *value;
  else
    (void) esp_liquid_bindings_push (bindings, name, value);
}

/**
 * esp_liquid_fail: notes why the node that is being rendered failed; the text of the rest goes on.
 *
 * Returns: %FALSE
 */
gboolean
esp_liquid_fail (EspLiquidRender *self, const char *format, ...)
{
  va_list args;
  g_autofree char *sentence = NULL;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  self->failure = esp_liquid_arena_dup (self->arena, sentence, strlen (sentence));
  return FALSE;
}

static gboolean
stop (EspLiquidRender *self, const char *sentence)
{
  if (self->fatal != NULL)
    return FALSE;
  self->fatal = esp_liquid_error_new_at (ESP_LIQUID_ERROR_LIMIT, self->template->source,
                                         self->template->source + self->offset, sentence);
  if (self->partial != NULL)
    esp_liquid_error_set_partial (self->fatal, self->partial);
  return FALSE;
}

/**
 * esp_liquid_step:
 * @n: how much work lies behind or ahead, about one per element touched
 *
 * Returns: %FALSE once a limit is passed; then everything returns %FALSE up to the top.
 */
gboolean
esp_liquid_step (EspLiquidRender *self, guint64 n)
{
  guint64 before = self->steps / STEPS_PER_LOOK;

  if (self->fatal != NULL)
    return FALSE;
  self->steps += n;
  if (self->steps > self->limits.max_steps)
    return stop (self, "The template takes too many steps.");
  if (self->out->len > self->limits.max_output_bytes)
    return stop (self, "The template prints too much.");
  if (self->steps / STEPS_PER_LOOK == before)
    return TRUE;
  if (esp_liquid_arena_is_full (self->arena))
    return stop (self, "The template needs too much memory.");
  if (self->options->monotonic != NULL &&
      self->options->monotonic (self->options->monotonic_data) > self->deadline_us)
    return stop (self, "The template takes too long.");
  return TRUE;
}

static void
note_problem (EspLiquidRender *self, const EspLiquidNode *node)
{
  GError *problem;

  if (self->options->problems == NULL || self->options->problems->len >= MAX_PROBLEMS)
    return;
  problem = esp_liquid_error_new_at (ESP_LIQUID_ERROR_RUNTIME, self->template->source,
                                     self->template->source + node->offset, self->failure);
  if (self->partial != NULL)
    esp_liquid_error_set_partial (problem, self->partial);
  g_ptr_array_add (self->options->problems, problem);
}

static void
print_failure (EspLiquidRender *self)
{
  if (g_str_has_prefix (self->failure, "Liquid syntax error"))
    g_string_append (self->out, self->failure);
  else
    g_string_append_printf (self->out, "Liquid error: %s", self->failure);
}

/**
 * esp_liquid_render_body:
 *
 * A node that fails is noted and, unless its block prints nothing anyway, leaves its error in the text.
 *
 * Returns: %FALSE only when rendering has to stop.
 */
gboolean
esp_liquid_render_body (EspLiquidRender *self, const EspLiquidBody *body)
{
  for (const EspLiquidNode *node = body->first; node != NULL; node = node->next)
    {
      self->offset = node->offset;
      if (!esp_liquid_step (self, 1))
        return FALSE;
      if (!node->klass->render (self, node))
        {
          if (self->fatal != NULL)
            return FALSE;
          note_problem (self, node);
          if (!node->is_blank)
            print_failure (self);
        }
      if (self->scope->interrupt != ESP_LIQUID_NO_INTERRUPT)
        break;
    }
  return TRUE;
}

static gboolean
render_text (EspLiquidRender *render, const EspLiquidNode *node)
{
  const EspLiquidTextNode *self = (const EspLiquidTextNode *) node;

  g_string_append_len (render->out, self->text.data, (gssize) self->text.len);
  return TRUE;
}

const EspLiquidNodeClass esp_liquid_text_class = { "text", render_text, NULL };
