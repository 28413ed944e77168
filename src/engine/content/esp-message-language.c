/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The languages of one message: which one a lead gets, how much of each is translated, and editing them. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-language.h"

#include "engine/content/esp-brand.h"

#include <string.h>

/**
 * esp_language_equal:
 * @a: (nullable): BCP 47; "_" is taken for "-"
 *
 * Returns: whether both name the same language and region.
 */
gboolean
esp_language_equal (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  for (; *a != '\0' && *b != '\0'; a++, b++)
    if (g_ascii_tolower (*a == '_' ? '-' : *a) != g_ascii_tolower (*b == '_' ? '-' : *b))
      return FALSE;
  return *a == *b;
}

static gboolean
same_primary (const char *a, const char *b)
{
  gsize n = strcspn (a, "-_");

  return n > 0 && n == strcspn (b, "-_") && g_ascii_strncasecmp (a, b, n) == 0;
}

/**
 * esp_language_is_right_to_left:
 * @language: BCP 47
 *
 * Returns: whether its words are written from right to left
 */
gboolean
esp_language_is_right_to_left (const char *language)
{
  static const char *const rtl[] = { "ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", NULL };
  g_autofree char *primary = g_ascii_strdown (language, (gssize) strcspn (language, "-_"));

  return g_strv_contains (rtl, primary);
}

/**
 * esp_message_doc_find_variant:
 *
 * Returns: (nullable) (transfer none): the variant of exactly that language; it may be edited in place.
 */
EspMessageVariant *
esp_message_doc_find_variant (const EspMessageDoc *self, const char *language)
{
  for (guint i = 0; i < self->variants->len; i++)
    {
      EspMessageVariant *variant = self->variants->pdata[i];

      if (esp_language_equal (variant->language, language))
        return variant;
    }
  return NULL;
}

/* Returns the tag of the message's own language or of a variant that serves @language, or NULL. */
static const char *
match (const EspMessageDoc *self, const char *language)
{
  const EspMessageVariant *variant;

  if (esp_text_is_blank (language))
    return NULL;
  if (esp_language_equal (self->language, language))
    return self->language;
  variant = esp_message_doc_find_variant (self, language);
  if (variant != NULL)
    return variant->language;
  if (same_primary (self->language, language))
    return self->language;
  for (guint i = 0; i < self->variants->len; i++)
    {
      variant = self->variants->pdata[i];
      if (same_primary (variant->language, language))
        return variant->language;
    }
  return NULL;
}

/**
 * esp_message_doc_match_language:
 * @lead_language: (nullable): what the lead reads, such as "en-US"
 * @fallbacks: (nullable) (array zero-terminated=1): tried in order; NULL uses the message's own order
 *
 * A region is matched first, then its language ("en-GB" is served by "en" and by "en-US"), then the
 * fallbacks, then the language of the message.
 *
 * Returns: (transfer none): the tag of the language that this lead gets.
 */
const char *
esp_message_doc_match_language (const EspMessageDoc *self,
                                const char *lead_language,
                                const char *const *fallbacks)
{
  const char *found = match (self, lead_language);

  if (fallbacks == NULL)
    fallbacks = (const char *const *) self->fallback_languages;
  for (guint i = 0; found == NULL && fallbacks != NULL && fallbacks[i] != NULL; i++)
    found = match (self, fallbacks[i]);
  return found != NULL ? found : self->language;
}

/**
 * esp_message_doc_pick_language:
 * @lead_language: (nullable): what the lead reads
 * @fallbacks: (nullable): as in esp_message_doc_match_language()
 *
 * Returns: (transfer full): a message of one language alone, as esp_message_doc_match_language() chooses.
 */
EspMessageDoc *
esp_message_doc_pick_language (const EspMessageDoc *self,
                               const char *lead_language,
                               const char *const *fallbacks)
{
  const char *language = esp_message_doc_match_language (self, lead_language, fallbacks);
  const EspMessageVariant *variant = esp_message_doc_find_variant (self, language);
  EspMessageDoc *copy = esp_message_doc_copy (self);

  if (variant != NULL && !esp_language_equal (language, self->language))
    {
      g_autoptr (EspMessageVariant) own = esp_message_variant_copy (variant);

      esp_message_doc_set (&copy->language, own->language);
      esp_message_doc_set (&copy->subject, own->subject);
      esp_message_doc_set (&copy->preheader, own->preheader);
      esp_message_doc_set (&copy->html, own->html);
      if (own->data != NULL)
        esp_message_doc_set (&copy->data, own->data);
      copy->body_kind = own->body_kind;
      g_ptr_array_unref (copy->sections);
      copy->sections = g_ptr_array_ref (own->sections);
    }
  g_ptr_array_set_size (copy->variants, 0);
  return copy;
}

static void
take_files (EspMessageDoc *self, const EspMessageDoc *from)
{
  for (guint i = 0; i < from->files->len; i++)
    {
      const EspMessageFile *file = from->files->pdata[i];

      if (esp_message_doc_find_file (self, file->id) == NULL)
        g_ptr_array_add (self->files, esp_message_file_new (file->id, file->name, file->type,
                                                            file->is_inline, file->data));
    }
}

/**
 * esp_message_doc_put_language:
 * @edited: what esp_message_doc_pick_language() gave, after editing
 *
 * Puts the subject, the preview text and the body of @edited back into the language it has, which is added
 * when it is new; files that @edited brought along are kept.
 */
void
esp_message_doc_put_language (EspMessageDoc *self, const EspMessageDoc *edited)
{
  g_autoptr (EspMessageDoc) copy = esp_message_doc_copy (edited);
  gboolean is_own = esp_language_equal (self->language, edited->language);
  EspMessageVariant *variant = NULL;
  GPtrArray **sections;

  take_files (self, edited);
  if (!is_own)
    {
      variant = esp_message_doc_find_variant (self, edited->language);
      if (variant == NULL)
        {
          variant = esp_message_variant_new (edited->language);
          g_ptr_array_add (self->variants, variant);
        }
    }
  esp_message_doc_set (is_own ? &self->subject : &variant->subject, edited->subject);
  esp_message_doc_set (is_own ? &self->preheader : &variant->preheader, edited->preheader);
  esp_message_doc_set (is_own ? &self->html : &variant->html, edited->html);
  if (is_own)
    self->body_kind = edited->body_kind;
  else
    variant->body_kind = edited->body_kind;
  sections = is_own ? &self->sections : &variant->sections;
  g_ptr_array_unref (*sections);
  *sections = g_ptr_array_ref (copy->sections);
}

/**
 * esp_message_doc_add_language:
 * @language: BCP 47
 *
 * Adds a language that begins as a copy of the message's own, to be translated.
 *
 * Returns: FALSE when the message has it.
 */
gboolean
esp_message_doc_add_language (EspMessageDoc *self, const char *language)
{
  g_autoptr (EspMessageDoc) copy = NULL;

  if (esp_language_equal (self->language, language) ||
      esp_message_doc_find_variant (self, language) != NULL)
    return FALSE;
  copy = esp_message_doc_pick_language (self, self->language, NULL);
  esp_message_doc_set (&copy->language, language);
  esp_message_doc_put_language (self, copy);
  return TRUE;
}

/**
 * esp_message_doc_remove_language:
 *
 * Returns: FALSE when the message has no such variant; its own language stays.
 */
gboolean
esp_message_doc_remove_language (EspMessageDoc *self, const char *language)
{
  EspMessageVariant *variant = esp_message_doc_find_variant (self, language);

  return variant != NULL && g_ptr_array_remove (self->variants, variant);
}

static gboolean
has_letters (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_isalpha (g_utf8_get_char (c)))
      return TRUE;
  return FALSE;
}

typedef struct
{
  GHashTable *texts; /* (element-type utf8 utf8): block id → its words in the other language */
  guint n_done;
  guint n_texts;
} Coverage;

/* A text without letters, such as a number, needs no translation; one that is the same is not translated. */
static void
count_text (Coverage *coverage, const char *text, const char *translated)
{
  if (!has_letters (text))
    return;
  coverage->n_texts++;
  coverage->n_done += !esp_text_is_blank (translated) && !g_str_equal (text, translated) ? 1 : 0;
}

static gboolean
collect_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  g_hash_table_replace (((Coverage *) data)->texts, block->id, esp_block_dup_plain_text (block));
  return TRUE;
}

static gboolean
count_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  Coverage *coverage = data;
  g_autofree char *text = esp_block_dup_plain_text (block);

  count_text (coverage, text, g_hash_table_lookup (coverage->texts, block->id));
  return TRUE;
}

/**
 * esp_message_doc_get_coverage:
 * @language: of a variant, or of the message itself, which is whole
 * @out_n_done: (out): texts that are translated
 * @out_n_texts: (out): texts that there are
 *
 * Counts the subject, the preview text and the words of each block that has letters. A body of HTML counts as
 * one text.
 */
void
esp_message_doc_get_coverage (const EspMessageDoc *self,
                              const char *language,
                              guint *out_n_done,
                              guint *out_n_texts)
{
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  Coverage coverage = { texts, 0, 0 };
  const EspMessageVariant *variant = esp_message_doc_find_variant (self, language);
  g_autoptr (EspMessageDoc) other = esp_message_doc_pick_language (self, language, NULL);
  gboolean is_own = esp_language_equal (self->language, language);

  if (variant != NULL)
    {
      count_text (&coverage, self->subject, variant->subject);
      count_text (&coverage, self->preheader, variant->preheader);
      (void) esp_message_doc_foreach_block (other, collect_cb, &coverage); /* never stops */
    }
  else
    {
      count_text (&coverage, self->subject, NULL);
      count_text (&coverage, self->preheader, NULL);
    }
  if (self->body_kind == ESP_BODY_HTML)
    count_text (&coverage, self->html, variant != NULL ? variant->html : NULL);
  (void) esp_message_doc_foreach_block (self, count_cb, &coverage); /* never stops */
  *out_n_done = is_own ? coverage.n_texts : coverage.n_done;
  *out_n_texts = coverage.n_texts;
}
