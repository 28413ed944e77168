/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells in what two states of a message that is no email differ, part by part. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-text-diff.h"

/* What of a message is compared: its name, and what it says; "" is nothing. */
typedef struct
{
  const char *field;
  char *(*dup) (const EspTextDoc *doc);
} Part;

static char *
dup_title (const EspTextDoc *doc)
{
  return g_strdup (doc->text.title);
}

static char *
dup_body (const EspTextDoc *doc)
{
  return g_strdup (doc->text.body);
}

static char *
dup_class (const EspTextDoc *doc)
{
  return g_strdup (doc->message_class == ESP_MESSAGE_CLASS_AD ? "ad" : "transactional");
}

static char *
dup_language (const EspTextDoc *doc)
{
  return g_strdup (doc->language);
}

static char *
dup_missing (const EspTextDoc *doc)
{
  return g_strdup (doc->missing == ESP_MISSING_SKIP ? "skip" : "fallback");
}

static char *
dup_link (const EspTextDoc *doc)
{
  return g_strdup (doc->link);
}

static char *
dup_icon (const EspTextDoc *doc)
{
  return g_strdup (doc->icon);
}

static char *
dup_substitute (const EspTextDoc *doc)
{
  return g_strdup (doc->has_substitute ? doc->substitute.body : "");
}

static char *
dup_product (const EspTextDoc *doc)
{
  if (doc->medium != ESP_TEXT_MEDIUM_KAKAO)
    return g_strdup ("");
  return g_strdup (doc->kakao.product == ESP_KAKAO_BRAND ? "brand" : "alimtalk");
}

static char *
dup_template (const EspTextDoc *doc)
{
  return g_strdup (doc->kakao.template_code);
}

static char *
dup_approved (const EspTextDoc *doc)
{
  return g_strdup (doc->kakao.template_text);
}

static char *
dup_bubble (const EspTextDoc *doc)
{
  return g_strdup (esp_bubble_name (doc->kakao.bubble));
}

static char *
dup_targeting (const EspTextDoc *doc)
{
  return g_strdup (doc->kakao.targeting);
}

static char *
dup_image_link (const EspTextDoc *doc)
{
  return g_strdup (doc->kakao.image_link);
}

static void
add_line (GString *lines, const char *line)
{
  if (lines->len > 0 && *line != '\0')
    g_string_append_c (lines, '\n');
  g_string_append (lines, line);
}

static char *
dup_coupon (const EspTextDoc *doc)
{
  GString *lines = g_string_new (doc->kakao.coupon_title);

  add_line (lines, doc->kakao.coupon_text);
  add_line (lines, doc->kakao.coupon_link);
  return g_string_free (lines, FALSE);
}

static char *
dup_variables (const EspTextDoc *doc)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < doc->kakao.variables->len; i++)
    {
      const EspKakaoVariable *variable = doc->kakao.variables->pdata[i];
      g_autofree char *line = g_strdup_printf ("#{%s} = %s", variable->name, variable->value);

      add_line (lines, line);
    }
  return g_string_free (lines, FALSE);
}

static char *
dup_buttons (const EspTextDoc *doc)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < doc->kakao.buttons->len; i++)
    {
      const EspKakaoButton *button = doc->kakao.buttons->pdata[i];
      const char *const links[] = { button->mobile, button->pc, button->android, button->ios };
      g_autoptr (GString) line = g_string_new (button->name);

      g_string_append_printf (line, " (%s)", button->type);
      for (guint k = 0; k < G_N_ELEMENTS (links); k++)
        if (*links[k] != '\0')
          g_string_append_printf (line, " → %s", links[k]);
      add_line (lines, line->str);
    }
  return g_string_free (lines, FALSE);
}

static char *
dup_pictures (const EspTextDoc *doc)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < doc->files->len; i++)
    {
      const EspMessageFile *file = doc->files->pdata[i];
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file->data);
      /* Another picture of the same name is another picture. */
      g_autofree char *line = g_strdup_printf ("%s (%.6s)", file->name, sum);

      add_line (lines, line);
    }
  return g_string_free (lines, FALSE);
}

static char *
dup_fallbacks (const EspTextDoc *doc)
{
  GString *lines = g_string_new (NULL);
  g_autoptr (GList) names = g_hash_table_get_keys (doc->fallbacks);

  names = g_list_sort (names, (GCompareFunc) g_strcmp0);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *line =
        g_strdup_printf ("%s = %s", (const char *) l->data,
                         (const char *) g_hash_table_lookup (doc->fallbacks, l->data));

      add_line (lines, line);
    }
  return g_string_free (lines, FALSE);
}

static const Part parts[] = {
  { "title", dup_title },           { "body", dup_body },         { "product", dup_product },
  { "template", dup_template },     { "approved", dup_approved }, { "variables", dup_variables },
  { "substitute", dup_substitute }, { "bubble", dup_bubble },     { "pictures", dup_pictures },
  { "image_link", dup_image_link }, { "buttons", dup_buttons },   { "coupon", dup_coupon },
  { "targeting", dup_targeting },   { "link", dup_link },         { "icon", dup_icon },
  { "class", dup_class },           { "language", dup_language }, { "missing", dup_missing },
  { "fallbacks", dup_fallbacks },
};

/**
 * esp_text_diff:
 *
 * Returns: (transfer full) (element-type EspMessageChange): the parts in which the two differ, all of the kind
 *   %ESP_MESSAGE_CHANGE_FIELD, the words first; empty when both say the same
 */
GPtrArray *
esp_text_diff (const EspTextDoc *before, const EspTextDoc *after)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_message_change_free);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *old_words = parts[i].dup (before);
      g_autofree char *new_words = parts[i].dup (after);

      esp_message_changes_add_field (changes, parts[i].field, old_words, new_words);
    }
  return changes;
}
