/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixes that the program can make by itself: each answers with a changed copy of the message. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include "engine/content/esp-color.h"

#include <string.h>

#define LABEL "(광고)"
/* Letters before the colon of "Antwort:" and the like. */
#define LONGEST_ANSWER 8

typedef gboolean (*FixFunc) (EspMessageDoc *doc,
                             const EspContentInput *input,
                             const EspContentFinding *finding);

static EspBlock *
find_block (EspMessageDoc *doc, const EspContentFinding *finding)
{
  if (finding->place == NULL || !g_str_has_prefix (finding->place, "block:"))
    return NULL;
  return esp_message_doc_find_block (doc, finding->place + strlen ("block:"));
}

static gboolean
add_label (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  g_autofree char *subject =
    g_strdup_printf (LABEL " %s", doc->subject + strspn (doc->subject, " "));

  esp_message_doc_set (&doc->subject, subject);
  return TRUE;
}

static gboolean
replace_label (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  const char *start = doc->subject + strspn (doc->subject, " ");
  g_autofree char *subject = NULL;

  if (finding->args[0] == NULL || !g_str_has_prefix (start, finding->args[0]))
    return FALSE;
  start += strlen (finding->args[0]);
  subject = g_strdup_printf (LABEL " %s", start + strspn (start, " "));
  esp_message_doc_set (&doc->subject, subject);
  return TRUE;
}

/* "Re: Fwd: spring" is no answer: what pretends it goes, also behind the label. */
static gboolean
drop_answer (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  gsize label = g_str_has_prefix (doc->subject, LABEL) ? strlen (LABEL) : 0;
  const char *start = doc->subject + label + strspn (doc->subject + label, " ");
  const char *colon = NULL;
  g_autofree char *subject = NULL;

  for (const char *p = start; (p = strpbrk (p, ":：")) != NULL; p++)
    if (g_str_has_prefix (p, ":") || g_str_has_prefix (p, "："))
      {
        colon = p;
        break;
      }
  if (colon == NULL || g_utf8_strlen (start, colon - start) > LONGEST_ANSWER)
    return FALSE;
  colon += g_str_has_prefix (colon, ":") ? 1 : strlen ("：");
  colon += strspn (colon, " ");
  if (*colon == '\0')
    return FALSE;
  subject = g_strdup_printf ("%.*s%s%s", (int) label, doc->subject, label > 0 ? " " : "", colon);
  esp_message_doc_set (&doc->subject, subject);
  return TRUE;
}

static gboolean
make_decorative (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  EspBlock *block = find_block (doc, finding);

  if (block == NULL)
    return FALSE;
  block->decorative = TRUE;
  return TRUE;
}

static gboolean
make_readable (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  EspBlock *block = find_block (doc, finding);
  char text[ESP_COLOR_BUFFER];
  EspColor ground;
  EspColor ink;

  if (block == NULL ||
      !esp_color_parse (block->color != NULL ? block->color : input->brand->accent, &ground) ||
      !esp_color_parse (block->text_color != NULL ? block->text_color : input->brand->on_accent,
                        &ink))
    return FALSE;
  esp_color_format (esp_color_readable_on (ink, ground, ESP_CONTRAST_TEXT), text);
  esp_message_doc_set (&block->text_color, text);
  return TRUE;
}

/* Darkens or lightens the runs that cannot be read on the ground of their section. */
typedef struct
{
  const EspBlock *block;
  const EspSection *section; /* (nullable) */
} Whereabouts;

static gboolean
find_section_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  Whereabouts *where = data;

  if (block == where->block)
    where->section = section;
  return where->section == NULL;
}

static gboolean
make_text_readable (EspMessageDoc *doc,
                    const EspContentInput *input,
                    const EspContentFinding *finding)
{
  EspBlock *block = find_block (doc, finding);
  Whereabouts where = { block, NULL };
  char text[ESP_COLOR_BUFFER];
  EspColor ground;
  EspColor ink;

  if (block == NULL || block->paragraphs == NULL)
    return FALSE;
  (void) esp_message_doc_foreach_block (doc, find_section_cb, &where); /* stops when found */
  if (!esp_color_parse (where.section != NULL && where.section->background != NULL
                          ? where.section->background
                          : input->brand->surface,
                        &ground))
    return FALSE;
  for (guint i = 0; i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        {
          EspRun *run = paragraph->runs->pdata[j];

          if (run->color == NULL || !esp_color_parse (run->color, &ink))
            continue;
          esp_color_format (esp_color_readable_on (ink, ground, ESP_CONTRAST_TEXT), text);
          esp_message_doc_set (&run->color, text);
        }
    }
  return TRUE;
}

static gboolean
add_fallback (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  const char *text = finding->args[0] != NULL
                       ? esp_content_proposed_fallback (finding->rule, doc, finding->args[0])
                       : NULL;

  if (text == NULL)
    return FALSE;
  g_hash_table_replace (doc->fallbacks, g_strdup (finding->args[0]), g_strdup (text));
  return TRUE;
}

static gboolean
make_advertisement (EspMessageDoc *doc,
                    const EspContentInput *input,
                    const EspContentFinding *finding)
{
  doc->message_class = ESP_MESSAGE_CLASS_AD;
  return TRUE;
}

static void
encrypt (char **href, const char *from)
{
  g_autofree char *secure = NULL;

  if (*href == NULL || !g_str_equal (g_strstrip (*href), from))
    return;
  secure = g_strdup_printf ("https://%s", from + strlen ("http://"));
  esp_message_doc_set (href, secure);
}

static gboolean
encrypt_link (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  EspBlock *block = find_block (doc, finding);

  if (block == NULL || finding->args[0] == NULL)
    return FALSE;
  encrypt (&block->href, finding->args[0]);
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        encrypt (&((EspRun *) paragraph->runs->pdata[j])->href, finding->args[0]);
    }
  return TRUE;
}

static const struct
{
  const char *rule;
  FixFunc fix;
} fixes[] = {
  { "KR-AD-04", add_label },         { "KR-AD-09", replace_label },
  { "A11Y-01", make_decorative },    { "A11Y-02", make_readable },
  { "LNK-HTTP", encrypt_link },      { "PER-FALLBACK", add_fallback },
  { "CORE-07", make_advertisement }, { "A11Y-02T", make_text_readable },
  { "US-CS-01", drop_answer },       { "EU-SUBJ", drop_answer },
  { "UK-SUBJ", drop_answer },        { "CA-SUBJ", drop_answer },
  { "BR-SUBJ", drop_answer },
};

/**
 * esp_content_fix:
 * @input: what was checked
 * @finding: what was found, with can_fix set
 *
 * Returns: (transfer full) (nullable): a changed copy of the message for the editor's undo step, or NULL
 * when nobody but a person can help.
 */
EspMessageDoc *
esp_content_fix (const EspContentInput *input, const EspContentFinding *finding)
{
  g_autoptr (EspMessageDoc) doc = esp_message_doc_copy (input->doc);

  for (guint i = 0; i < G_N_ELEMENTS (fixes); i++)
    if (g_str_equal (fixes[i].rule, finding->rule->id) && fixes[i].fix (doc, input, finding))
      return g_steal_pointer (&doc);
  return NULL;
}
