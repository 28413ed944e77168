/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a message as JSON: always the same bytes for the same message. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-doc.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const char *const align_names[] = { "start", "center", "end" };
static const char *const paragraph_names[] = { "plain", "bullet", "number" };
static const char *const valign_names[] = { "top", "middle", "bottom" };
static const char *const size_names[] = { "medium", "small", "large" };
static const char *const social_names[] = { "color", "mono", "text" };

static void write_columns (JsonBuilder *builder, GPtrArray *columns);

static void
write_string (JsonBuilder *builder, const char *member, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static void
write_flag (JsonBuilder *builder, const char *member, gboolean value)
{
  if (!value)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, TRUE);
}

static void
write_int (JsonBuilder *builder, const char *member, int value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, value);
}

static void
write_align (JsonBuilder *builder, EspAlign align)
{
  if (align != ESP_ALIGN_START)
    write_string (builder, "align", align_names[align]);
}

static void
write_padding (JsonBuilder *builder, const EspPadding *padding)
{
  static const char *const names[] = { "top", "right", "bottom", "left" };
  const int sides[] = { padding->top, padding->right, padding->bottom, padding->left };

  if (esp_padding_is_usual (padding))
    return;
  json_builder_set_member_name (builder, "padding");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (sides[i] >= 0)
      write_int (builder, names[i], sides[i]);
  json_builder_end_object (builder);
}

static void
write_border (JsonBuilder *builder, const EspBorder *border)
{
  static const char *const names[] = { "top", "right", "bottom", "left" };
  const int sides[] = { border->top, border->right, border->bottom, border->left };

  if (esp_border_is_none (border))
    return;
  json_builder_set_member_name (builder, "border");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (sides[i] > 0)
      write_int (builder, names[i], sides[i]);
  if (border->style != ESP_LINE_SOLID)
    write_string (builder, "style", esp_line_style_names[border->style]);
  write_string (builder, "color", border->color);
  json_builder_end_object (builder);
}

static void
write_look (JsonBuilder *builder, const EspBlockLook *look)
{
  write_string (builder, "background", look->background);
  write_string (builder, "font", look->font);
  if (look->weight > 0)
    write_int (builder, "weight", look->weight);
  if (look->line_height > 0)
    write_int (builder, "line_height", look->line_height);
  if (look->letter_spacing != 0)
    {
      json_builder_set_member_name (builder, "letter_spacing");
      json_builder_add_double_value (builder, look->letter_spacing);
    }
  write_flag (builder, "capitals", look->is_upper);
  write_border (builder, &look->border);
}

static void
write_social (JsonBuilder *builder, const EspBlock *block)
{
  if (block->social_style != ESP_SOCIAL_COLOR)
    write_string (builder, "style", social_names[block->social_style]);
  if (block->icon_size > 0)
    write_int (builder, "icon_size", block->icon_size);
  json_builder_set_member_name (builder, "links");
  json_builder_begin_array (builder);
  for (guint i = 0; i < block->links->len; i++)
    {
      const EspSocialLink *link = block->links->pdata[i];

      json_builder_begin_object (builder);
      write_string (builder, "network", link->network);
      write_string (builder, "href", link->href);
      write_string (builder, "label", link->label);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_products (JsonBuilder *builder, const EspBlock *block)
{
  write_string (builder, "source", block->source);
  write_int (builder, "per_row", block->per_row);
  if (block->limit > 0)
    write_int (builder, "limit", block->limit);
  json_builder_set_member_name (builder, "members");
  json_builder_begin_object (builder);
  write_string (builder, "name", block->members.name);
  write_string (builder, "image", block->members.image);
  write_string (builder, "price", block->members.price);
  write_string (builder, "was", block->members.was);
  write_string (builder, "text", block->members.text);
  write_string (builder, "link", block->members.link);
  json_builder_end_object (builder);
}

static void
write_run (JsonBuilder *builder, const EspRun *run)
{
  if (run->href == NULL && run->color == NULL && !run->bold && !run->italic && !run->underline &&
      !run->strike)
    {
      json_builder_add_string_value (builder, run->text);
      return;
    }
  json_builder_begin_object (builder);
  write_string (builder, "text", run->text);
  write_string (builder, "href", run->href);
  write_string (builder, "color", run->color);
  write_flag (builder, "bold", run->bold);
  write_flag (builder, "italic", run->italic);
  write_flag (builder, "underline", run->underline);
  write_flag (builder, "strike", run->strike);
  json_builder_end_object (builder);
}

static void
write_paragraphs (JsonBuilder *builder, GPtrArray *paragraphs)
{
  json_builder_set_member_name (builder, "paragraphs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < paragraphs->len; i++)
    {
      const EspParagraph *paragraph = paragraphs->pdata[i];

      json_builder_begin_object (builder);
      if (paragraph->kind != ESP_PARAGRAPH_PLAIN)
        write_string (builder, "kind", paragraph_names[paragraph->kind]);
      write_align (builder, paragraph->align);
      json_builder_set_member_name (builder, "runs");
      json_builder_begin_array (builder);
      for (guint j = 0; j < paragraph->runs->len; j++)
        write_run (builder, paragraph->runs->pdata[j]);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_block (JsonBuilder *builder, const EspBlock *block)
{
  json_builder_begin_object (builder);
  write_string (builder, "id", block->id);
  write_string (builder, "type", esp_block_kind_to_string (block->kind));
  write_align (builder, block->align);
  write_string (builder, "show_if", block->show_if);
  if (block->kind == ESP_BLOCK_HEADING)
    write_int (builder, "level", block->level);
  write_string (builder, "label", block->label);
  write_string (builder, "src", block->src);
  write_string (builder, "alt", block->alt);
  write_flag (builder, "decorative", block->decorative);
  if (block->width > 0)
    write_int (builder, "width", block->width);
  write_string (builder, "href", block->href);
  write_string (builder, "color", block->color);
  write_string (builder, "text_color", block->text_color);
  write_flag (builder, "full_width", block->full_width);
  if (block->kind == ESP_BLOCK_SPACER || block->height > 0)
    write_int (builder, "height", block->height);
  if (block->span > 0)
    write_int (builder, "span", block->span);
  if (block->line_style != ESP_LINE_SOLID)
    write_string (builder, "line", esp_line_style_names[block->line_style]);
  write_padding (builder, &block->padding);
  write_look (builder, &block->look);
  if (block->font_size > 0)
    write_int (builder, "font_size", block->font_size);
  if (block->radius != ESP_RADIUS_USUAL)
    write_int (builder, "radius", block->radius);
  if (block->size != ESP_BUTTON_MEDIUM)
    write_string (builder, "size", size_names[block->size]);
  write_flag (builder, "no_stack", block->no_stack);
  write_string (builder, "ref", block->ref);
  if (block->kind == ESP_BLOCK_SOCIAL)
    write_social (builder, block);
  if (block->kind == ESP_BLOCK_PRODUCTS)
    write_products (builder, block);
  write_string (builder, "html", block->html);
  if (block->paragraphs != NULL)
    write_paragraphs (builder, block->paragraphs);
  if (block->columns != NULL)
    write_columns (builder, block->columns);
  json_builder_end_object (builder);
}

static void
write_columns (JsonBuilder *builder, GPtrArray *columns)
{
  json_builder_set_member_name (builder, "columns");
  json_builder_begin_array (builder);
  for (guint i = 0; i < columns->len; i++)
    {
      const EspColumn *column = columns->pdata[i];

      json_builder_begin_object (builder);
      if (column->width > 0)
        write_int (builder, "width", column->width);
      if (column->valign != ESP_VALIGN_TOP)
        write_string (builder, "valign", valign_names[column->valign]);
      write_string (builder, "background", column->background);
      write_border (builder, &column->border);
      if (column->radius != ESP_RADIUS_USUAL)
        write_int (builder, "radius", column->radius);
      write_padding (builder, &column->padding);
      json_builder_set_member_name (builder, "blocks");
      json_builder_begin_array (builder);
      for (guint j = 0; j < column->blocks->len; j++)
        write_block (builder, column->blocks->pdata[j]);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_section (JsonBuilder *builder, const EspSection *section)
{
  json_builder_begin_object (builder);
  write_string (builder, "id", section->id);
  write_string (builder, "background", section->background);
  write_string (builder, "picture", section->picture);
  write_border (builder, &section->border);
  if (section->radius != ESP_RADIUS_USUAL)
    write_int (builder, "radius", section->radius);
  write_padding (builder, &section->padding);
  write_flag (builder, "full_width", section->full_width);
  write_flag (builder, "no_stack", section->no_stack);
  write_string (builder, "show_if", section->show_if);
  write_columns (builder, section->columns);
  json_builder_end_object (builder);
}

static void
write_body (JsonBuilder *builder, EspBodyKind kind, GPtrArray *sections, const char *html)
{
  json_builder_set_member_name (builder, "body");
  json_builder_begin_object (builder);
  if (kind == ESP_BODY_HTML)
    write_string (builder, "html", html);
  else
    {
      json_builder_set_member_name (builder, "sections");
      json_builder_begin_array (builder);
      for (guint i = 0; i < sections->len; i++)
        write_section (builder, sections->pdata[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static void
write_data (JsonBuilder *builder, const char *data)
{
  JsonNode *node = data != NULL ? json_from_string (data, NULL) : NULL;

  if (node == NULL)
    return;
  json_builder_set_member_name (builder, "data");
  json_builder_add_value (builder, node); /* takes it */
}

static void
write_variants (JsonBuilder *builder, const EspMessageDoc *doc)
{
  if (doc->fallback_languages != NULL)
    {
      json_builder_set_member_name (builder, "fallback_languages");
      json_builder_begin_array (builder);
      for (guint i = 0; doc->fallback_languages[i] != NULL; i++)
        json_builder_add_string_value (builder, doc->fallback_languages[i]);
      json_builder_end_array (builder);
    }
  if (doc->variants->len == 0)
    return;
  json_builder_set_member_name (builder, "variants");
  json_builder_begin_array (builder);
  for (guint i = 0; i < doc->variants->len; i++)
    {
      const EspMessageVariant *variant = doc->variants->pdata[i];

      json_builder_begin_object (builder);
      write_string (builder, "language", variant->language);
      write_string (builder, "subject", variant->subject);
      write_string (builder, "preheader", variant->preheader);
      write_body (builder, variant->body_kind, variant->sections, variant->html);
      write_data (builder, variant->data);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_fallbacks (JsonBuilder *builder, GHashTable *fallbacks)
{
  g_autoptr (GList) names = g_hash_table_get_keys (fallbacks);

  if (names == NULL)
    return;
  names = g_list_sort (names, (GCompareFunc) strcmp);
  json_builder_set_member_name (builder, "fallbacks");
  json_builder_begin_object (builder);
  for (GList *l = names; l != NULL; l = l->next)
    write_string (builder, l->data, g_hash_table_lookup (fallbacks, l->data));
  json_builder_end_object (builder);
}

static void
write_files (JsonBuilder *builder, GPtrArray *files)
{
  if (files->len == 0)
    return;
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < files->len; i++)
    {
      const EspMessageFile *file = files->pdata[i];
      gsize n;
      const guchar *bytes = g_bytes_get_data (file->data, &n);
      g_autofree char *base64 = g_base64_encode (bytes, n);

      json_builder_begin_object (builder);
      write_string (builder, "id", file->id);
      write_string (builder, "name", file->name);
      write_string (builder, "type", file->type);
      write_flag (builder, "inline", file->is_inline);
      write_string (builder, "data", base64);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_root (JsonBuilder *builder, const EspMessageDoc *doc)
{
  json_builder_begin_object (builder);
  write_int (builder, "version", ESP_MESSAGE_DOC_VERSION);
  write_string (builder, "class",
                doc->message_class == ESP_MESSAGE_CLASS_AD ? "ad" : "transactional");
  write_string (builder, "language", doc->language);
  json_builder_set_member_name (builder, "sender");
  json_builder_begin_object (builder);
  write_string (builder, "name", doc->sender_name);
  write_string (builder, "address", doc->sender_address);
  json_builder_end_object (builder);
  write_string (builder, "reply_to", doc->reply_to);
  write_string (builder, "subject", doc->subject);
  write_string (builder, "preheader", doc->preheader);
  write_string (builder, "missing", doc->missing == ESP_MISSING_SKIP ? "skip" : "send");
  write_fallbacks (builder, doc->fallbacks);
  write_string (builder, "reason", doc->reason);
  write_string (builder, "brand", doc->brand);
  write_string (builder, "font", doc->font);
  write_string (builder, "background", doc->background);
  write_body (builder, doc->body_kind, doc->sections, doc->html);
  write_variants (builder, doc);
  write_data (builder, doc->data);
  write_files (builder, doc->files);
  json_builder_end_object (builder);
}

/**
 * esp_message_doc_to_json:
 *
 * Returns: (transfer full): the message as indented JSON with members in a fixed order; what has its
 * usual value is left out. Reading it back gives the same message.
 */
char *
esp_message_doc_to_json (const EspMessageDoc *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  write_root (builder, self);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  return json_generator_to_data (generator, NULL);
}
