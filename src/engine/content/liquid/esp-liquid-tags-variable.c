/* SPDX-License-Identifier: GPL-3.0-or-later */
/* {{ … }} and the tags that print or set a variable: echo, assign, capture, increment, decrement. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-html.h"
#include "engine/content/liquid/esp-liquid-parser.h"
#include "engine/content/liquid/esp-liquid-print.h"
#include "engine/content/liquid/esp-liquid-render.h"

#include <string.h>

typedef struct
{
  EspLiquidNode node;
  EspLiquidPipe pipe;
} OutputNode;

typedef struct
{
  EspLiquidNode node;
  EspLiquidSpan name;
  EspLiquidPipe pipe; /* assign */
  EspLiquidBody body; /* capture */
  int direction;      /* increment and decrement */
} SetNode;

/* Whether what is written now begins the address of a link or a picture. */
static gboolean
begins_address (const GString *out)
{
  static const char *const names[] = { "href=", "src=", "action=", "background=" };
  char quote = out->len > 1 ? out->str[out->len - 1] : '\0';

  if (quote != '"' && quote != '\'')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize n = strlen (names[i]);

      if (out->len > n && g_ascii_strncasecmp (out->str + out->len - 1 - n, names[i], n) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Data may say where a link leads, never what it runs; browsers pass over blanks and control characters. */
static gboolean
runs_something (const char *text, gsize length)
{
  static const char *const schemes[] = { "javascript:", "vbscript:", "data:text",
                                         "data:application", "file:" };
  char folded[24];
  gsize n = 0;

  for (gsize i = 0; i < length && n + 1 < sizeof folded; i++)
    if ((guchar) text[i] > ' ')
      folded[n++] = g_ascii_tolower (text[i]);
  folded[n] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_has_prefix (folded, schemes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
render_output (EspLiquidRender *render, const EspLiquidNode *node)
{
  const OutputNode *self = (const OutputNode *) node;
  EspLiquidValue value;

  if (!esp_liquid_evaluate_pipe (render, &self->pipe, &value))
    return FALSE;
  if (render->options->escapes_html && !value.safe && value.type == ESP_LIQUID_STRING &&
      begins_address (render->out) && runs_something (value.u.string.data, value.u.string.len))
    g_string_append_c (render->out, '#');
  else if (render->options->escapes_html && !value.safe && value.type == ESP_LIQUID_STRING)
    esp_liquid_append_escaped (render->out, value.u.string.data, value.u.string.len);
  else if (render->options->escapes_html && !value.safe)
    {
      gsize start = render->out->len;
      g_autofree char *text = NULL;
      gsize len;

      esp_liquid_append_output (render->out, &value);
      len = render->out->len - start;
      text = g_memdup2 (render->out->str + start, len);
      g_string_truncate (render->out, start);
      esp_liquid_append_escaped (render->out, text != NULL ? text : "", len);
    }
  else
    esp_liquid_append_output (render->out, &value);
  return TRUE;
}

static void
visit_output (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  esp_liquid_visit_pipe (visitor, &((const OutputNode *) node)->pipe);
}

static gboolean
render_assign (EspLiquidRender *render, const EspLiquidNode *node)
{
  const SetNode *self = (const SetNode *) node;
  EspLiquidValue value;

  if (!esp_liquid_evaluate_pipe (render, &self->pipe, &value))
    return FALSE;
  esp_liquid_bindings_set (&render->scope->locals, self->name, &value);
  return TRUE;
}

static void
visit_assign (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  const SetNode *self = (const SetNode *) node;

  esp_liquid_visit_pipe (visitor, &self->pipe);
  visitor->bind (visitor, self->name);
}

static gboolean
render_capture (EspLiquidRender *render, const EspLiquidNode *node)
{
  const SetNode *self = (const SetNode *) node;
  GString *outer = render->out;
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean done;
  EspLiquidValue value;

  render->out = text;
  done = esp_liquid_render_body (render, &self->body);
  render->out = outer;
  if (!done)
    return FALSE;
  value =
    esp_liquid_string_len (esp_liquid_arena_dup (render->arena, text->str, text->len), text->len);
  value.safe = render->options->escapes_html; /* its variables were escaped already */
  esp_liquid_bindings_set (&render->scope->locals, self->name, &value);
  return TRUE;
}

static void
visit_capture (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  const SetNode *self = (const SetNode *) node;

  esp_liquid_visit_body (visitor, &self->body);
  visitor->bind (visitor, self->name);
}

/* A counter begins with the data's number of that name, if there is one; variables are no counters. */
static gint64
counter_value (EspLiquidRender *render, EspLiquidSpan name)
{
  const EspLiquidValue *counter = esp_liquid_bindings_find (render->scope->counters, name);
  EspLiquidValue value = esp_liquid_nil ();

  if (counter == NULL && !render->scope->is_isolated &&
      esp_liquid_find_in_data (render, name, &value))
    counter = &value;
  return counter != NULL && counter->type == ESP_LIQUID_INTEGER ? counter->u.integer : 0;
}

static gboolean
render_count (EspLiquidRender *render, const EspLiquidNode *node)
{
  const SetNode *self = (const SetNode *) node;
  gint64 before = counter_value (render, self->name);
  EspLiquidValue after;
  gint64 sum;

  if (__builtin_add_overflow (before, (gint64) self->direction, &sum))
    return esp_liquid_fail (render, "the counter is too large");
  after = esp_liquid_integer (sum);
  esp_liquid_bindings_set (&render->scope->counters, self->name, &after);
  g_string_append_printf (render->out, "%" G_GINT64_FORMAT, self->direction > 0 ? before : sum);
  return TRUE;
}

static void
visit_count (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  visitor->bind (visitor, ((const SetNode *) node)->name);
}

static const EspLiquidNodeClass output_class = { "output", render_output, visit_output };
static const EspLiquidNodeClass assign_class = { "assign", render_assign, visit_assign };
static const EspLiquidNodeClass capture_class = { "capture", render_capture, visit_capture };
static const EspLiquidNodeClass count_class = { "increment", render_count, visit_count };

/** esp_liquid_parse_variable: reads {{ … }} and {% echo … %}. */
EspLiquidNode *
esp_liquid_parse_variable (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  OutputNode *self =
    esp_liquid_parser_new_node (parser, &output_class, sizeof (OutputNode), piece->whole.data);

  if (!esp_liquid_parse_pipe (parser, piece->markup, &self->pipe))
    return NULL;
  return &self->node;
}

static gboolean
is_name_char (char c)
{
  return esp_liquid_is_word (c) || (guchar) c >= 0x80 ||
         (c != '\0' && strchr ("-.[]()", c) != NULL);
}

/* The name that a variable is given; more than a word is allowed and simply never found again. */
static EspLiquidSpan
take_name (EspLiquidSpan *markup)
{
  EspLiquidSpan name;

  *markup = esp_liquid_span_strip (*markup);
  name = (EspLiquidSpan){ .data = markup->data, .len = 0 };
  while (name.len < markup->len && is_name_char (name.data[name.len]))
    name.len++;
  markup->data += name.len;
  markup->len -= name.len;
  *markup = esp_liquid_span_strip (*markup);
  return name;
}

static EspLiquidNode *
parse_assign (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  SetNode *self =
    esp_liquid_parser_new_node (parser, &assign_class, sizeof (SetNode), piece->whole.data);
  EspLiquidSpan markup = piece->markup;

  self->node.is_blank = TRUE;
  self->name = take_name (&markup);
  if (self->name.len == 0 || markup.len == 0 || markup.data[0] != '=')
    {
      esp_liquid_parser_fail (parser, piece->whole.data, "“assign” needs “name = value”");
      return NULL;
    }
  markup.data++;
  markup.len--;
  if (!esp_liquid_parse_pipe (parser, markup, &self->pipe))
    return NULL;
  return &self->node;
}

static EspLiquidNode *
parse_capture (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  static const char *const stops[] = { "endcapture", NULL };
  SetNode *self =
    esp_liquid_parser_new_node (parser, &capture_class, sizeof (SetNode), piece->whole.data);
  EspLiquidSpan markup = esp_liquid_span_strip (piece->markup);
  EspLiquidPiece stop;

  self->node.is_blank = TRUE;
  while (markup.len > 0 && !is_name_char (markup.data[0]))
    markup.data++, markup.len--;
  self->name = take_name (&markup);
  if (self->name.len == 0)
    {
      esp_liquid_parser_fail (parser, piece->whole.data, "“capture” needs a name");
      return NULL;
    }
  if (!esp_liquid_parser_body (parser, &self->body, "capture", stops, &stop))
    return NULL;
  return &self->node;
}

static EspLiquidNode *
parse_count (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  SetNode *self =
    esp_liquid_parser_new_node (parser, &count_class, sizeof (SetNode), piece->whole.data);

  self->direction = esp_liquid_span_is (piece->name, "increment") ? 1 : -1;
  self->name = esp_liquid_span_strip (piece->markup);
  return &self->node;
}

const EspLiquidTag esp_liquid_variable_tags[] = {
  { "echo", esp_liquid_parse_variable }, { "assign", parse_assign },   { "capture", parse_capture },
  { "increment", parse_count },          { "decrement", parse_count }, { NULL, NULL },
};
