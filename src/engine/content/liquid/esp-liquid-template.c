/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates and the data they are rendered with: parse once, render often, from several threads. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-template.h"

#include "base/esp-extended-error.h"
#include "engine/content/liquid/esp-liquid-json.h"
#include "engine/content/liquid/esp-liquid-parser.h"
#include "engine/content/liquid/esp-liquid-render.h"

/* A tree takes a few dozen times the room of its source at the worst. */
#define TREE_BYTES_PER_SOURCE_BYTE 200
#define MAX_DATA_BYTES ((gsize) 512 << 20)

typedef struct
{
  guint line;
  guint column;
  char *partial; /* (owned) (nullable) */
} EspLiquidErrorPrivate;

static void
esp_liquid_error_private_init (EspLiquidErrorPrivate *priv)
{
  if (priv == NULL)
    return;
  priv->line = 0;
  priv->column = 0;
  priv->partial = NULL;
}

static void
esp_liquid_error_private_copy (const EspLiquidErrorPrivate *source, EspLiquidErrorPrivate *copy)
{
  if (source == NULL || copy == NULL)
    return;
  *copy = *source;
  copy->partial = g_strdup (source->partial);
}

static void
esp_liquid_error_private_clear (EspLiquidErrorPrivate *priv)
{
  if (priv != NULL)
    g_clear_pointer (&priv->partial, g_free);
}

ESP_DEFINE_EXTENDED_ERROR (EspLiquidError, esp_liquid_error)

/**
 * esp_liquid_error_new_at:
 * @source: the whole template; @at: the place in it, or @source + length for its end
 *
 * Returns: (transfer full): an error that knows its line and its column, counted in characters from 1.
 */
GError *
esp_liquid_error_new_at (EspLiquidError code,
                         const char *source,
                         const char *at,
                         const char *sentence)
{
  GError *error = g_error_new_literal (ESP_LIQUID_ERROR, (gint) code, sentence);
  EspLiquidErrorPrivate *priv = esp_liquid_error_get_private (error);

  g_assert (priv != NULL);
  priv->line = 1;
  priv->column = 1;
  for (const char *p = source; p < at; p++)
    {
      if (*p == '\n')
        {
          priv->line++;
          priv->column = 1;
        }
      else if (((guchar) *p & 0xC0) != 0x80)
        priv->column++;
    }
  return error;
}

/** esp_liquid_error_set_partial: notes in which partial the error is. */
void
esp_liquid_error_set_partial (GError *error, const char *partial)
{
  EspLiquidErrorPrivate *priv = esp_liquid_error_get_private (error);

  g_assert (priv != NULL);
  g_free (priv->partial);
  priv->partial = g_strdup (partial);
}

/**
 * esp_liquid_error_add_place:
 * @place: where the template stands, such as "the subject"
 *
 * Puts the place, the line and the letter before the sentence.
 */
void
esp_liquid_error_add_place (GError *error, const char *place)
{
  guint line;
  guint column;

  esp_liquid_error_get_position (error, &line, &column, NULL);
  g_prefix_error (&error, "The template is not right in %s, line %u, letter %u: ", place, line,
                  column);
}

/**
 * esp_liquid_error_get_position:
 * @out_line: (optional): from 1; 0 when the error has no place
 * @out_column: (optional): from 1, in characters
 * @out_partial: (optional) (nullable): the partial it is in, %NULL for the template itself
 */
void
esp_liquid_error_get_position (const GError *error,
                               guint *out_line,
                               guint *out_column,
                               const char **out_partial)
{
  EspLiquidErrorPrivate *priv = esp_liquid_error_get_private (error);

  if (out_line != NULL)
    *out_line = priv != NULL ? priv->line : 0;
  if (out_column != NULL)
    *out_column = priv != NULL ? priv->column : 0;
  if (out_partial != NULL)
    *out_partial = priv != NULL ? priv->partial : NULL;
}

static void
template_free (EspLiquidTemplate *self)
{
  esp_liquid_arena_free (self->arena);
  if (self->env != NULL)
    esp_liquid_env_unref (self->env);
  g_free (self->source);
  g_free (self);
}

static gboolean
check_source (EspLiquidEnv *env, const char *source, gsize len, GError **error)
{
  const EspLiquidLimits *limits = esp_liquid_env_get_limits (env);
  const char *end;

  if (len > limits->max_source_bytes)
    {
      g_set_error (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_LIMIT,
                   "The template has %" G_GSIZE_FORMAT " bytes; %" G_GSIZE_FORMAT " are allowed.",
                   len, limits->max_source_bytes);
      return FALSE;
    }
  for (end = source; end < source + len; end++)
    {
      gsize left = len - (gsize) (end - source);

      if (g_utf8_validate (end, (gssize) left, &end) || *end != '\0' || end == source + len)
        break;
    }
  if (end < source + len)
    {
      g_propagate_error (error, esp_liquid_error_new_at (ESP_LIQUID_ERROR_SYNTAX, source, end,
                                                         "the template is not UTF-8 here"));
      return FALSE;
    }
  return TRUE;
}

/**
 * esp_liquid_template_parse:
 * @len: in bytes; -1 when @source ends at its zero byte
 *
 * Returns: (transfer full) (nullable): the template; %NULL with an error that has a line and a column.
 */
EspLiquidTemplate *
esp_liquid_template_parse (EspLiquidEnv *env, const char *source, gssize len, GError **error)
{
  gsize n = len < 0 ? strlen (source) : (gsize) len;
  g_autoptr (EspLiquidTemplate) self = NULL;
  EspLiquidParser parser = { 0 };

  g_return_val_if_fail (env != NULL && source != NULL, NULL);
  if (!check_source (env, source, n, error))
    return NULL;
  self = g_new0 (EspLiquidTemplate, 1);
  g_atomic_ref_count_init (&self->refs);
  self->env = esp_liquid_env_ref (env);
  self->arena = esp_liquid_arena_new (n * TREE_BYTES_PER_SOURCE_BYTE);
  self->source = g_malloc (n + 1);
  if (n > 0)
    memcpy (self->source, source, n);
  self->source[n] = '\0';
  self->source_len = n;
  parser.env = env;
  parser.arena = self->arena;
  parser.source = self->source;
  parser.lexer = (EspLiquidLexer){ .at = self->source, .end = self->source + n };
  parser.max_depth = esp_liquid_env_get_limits (env)->max_depth;
  if (!esp_liquid_parser_body (&parser, &self->body, NULL, NULL, NULL))
    {
      g_propagate_error (error, parser.error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

EspLiquidTemplate *
esp_liquid_template_ref (EspLiquidTemplate *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
esp_liquid_template_unref (EspLiquidTemplate *self)
{
  if (g_atomic_ref_count_dec (&self->refs))
    template_free (self);
}

/**
 * esp_liquid_template_render:
 * @out: the text is added to it
 *
 * A tag that fails leaves "Liquid error: …" in the text and a #GError in the problems of @options, and rendering
 * goes on.  May be called from several threads at once for one template.
 *
 * Returns: %FALSE with %ESP_LIQUID_ERROR_LIMIT when rendering was stopped; @out then holds a beginning.
 */
gboolean
esp_liquid_template_render (EspLiquidTemplate *self,
                            const EspLiquidRenderOptions *options,
                            GString *out,
                            GError **error)
{
  EspLiquidScope scope;
  EspLiquidRender render = { 0 };
  EspLiquidRenderOptions none = { 0 };
  gsize before = out->len;

  render.env = self->env;
  render.options = options != NULL ? options : &none;
  render.limits = *esp_liquid_env_get_limits (self->env);
  render.limits.max_output_bytes += before;
  render.arena = esp_liquid_arena_new (render.limits.max_memory_bytes);
  render.out = out;
  render.template = self;
  if (render.options->monotonic != NULL)
    render.deadline_us =
      render.options->monotonic (render.options->monotonic_data) + render.limits.max_time_us;
  esp_liquid_scope_init (&scope, NULL, FALSE);
  render.scope = &scope;
  if (esp_liquid_render_body (&render, &self->body))
    (void) esp_liquid_step (&render, 1); /* the last node may have printed too much */
  esp_liquid_scope_clear (&scope);
  esp_liquid_arena_free (render.arena);
  if (render.fatal == NULL)
    return TRUE;
  g_propagate_error (error, render.fatal);
  return FALSE;
}

/** esp_liquid_data_new: Returns: (transfer full): data without content; see esp_liquid_data_set_root(). */
EspLiquidData *
esp_liquid_data_new (void)
{
  EspLiquidData *self = g_new0 (EspLiquidData, 1);

  g_atomic_ref_count_init (&self->refs);
  self->arena = esp_liquid_arena_new (MAX_DATA_BYTES);
  return self;
}

/**
 * esp_liquid_data_new_from_json:
 * @root: (transfer none): a JSON object; it is copied
 *
 * Returns: (transfer full) (nullable): the data, with %ESP_LIQUID_ERROR_DATA when @root is no object.
 */
EspLiquidData *
esp_liquid_data_new_from_json (JsonNode *root, GError **error)
{
  EspLiquidData *self;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_DATA,
                           "The data must be a JSON object that holds the variables by name.");
      return NULL;
    }
  self = esp_liquid_data_new ();
  self->root = esp_liquid_from_json (self->arena, root);
  return self;
}

/**
 * esp_liquid_data_new_from_text:
 * @json: a JSON object as text; "null" counts as an empty one
 *
 * Keeps integers of any size, which a #JsonNode cannot hold.
 *
 * Returns: (transfer full) (nullable): the data, with %ESP_LIQUID_ERROR_DATA when @json is wrong.
 */
EspLiquidData *
esp_liquid_data_new_from_text (const char *json, GError **error)
{
  g_autoptr (EspLiquidData) self = esp_liquid_data_new ();

  if (!esp_liquid_json_read (self->arena, json, &self->root, error))
    return NULL;
  if (self->root.type != ESP_LIQUID_HASH && self->root.type != ESP_LIQUID_NIL)
    {
      g_set_error_literal (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_DATA,
                           "The data must be a JSON object that holds the variables by name.");
      return NULL;
    }
  return g_steal_pointer (&self);
}

EspLiquidData *
esp_liquid_data_ref (EspLiquidData *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
esp_liquid_data_unref (EspLiquidData *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  esp_liquid_arena_free (self->arena);
  g_free (self);
}

/** esp_liquid_data_get_arena: where the values of hand-made data are allocated, before it is shared. */
EspLiquidArena *
esp_liquid_data_get_arena (EspLiquidData *self)
{
  return self->arena;
}

/** esp_liquid_data_set_root: @hash holds the variables by name; call it before the data is shared. */
void
esp_liquid_data_set_root (EspLiquidData *self, const EspLiquidValue *hash)
{
  g_return_if_fail (hash->type == ESP_LIQUID_HASH);
  self->root = *hash;
}

/**
 * esp_liquid_data_peek_root:
 *
 * Returns: (transfer none): the object that the names of a template are looked up in
 */
const EspLiquidValue *
esp_liquid_data_peek_root (EspLiquidData *self)
{
  return &self->root;
}
