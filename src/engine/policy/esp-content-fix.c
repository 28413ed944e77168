/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixes that the program can make by itself: each answers with a changed copy of the message. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-fix-private.h"

#include "engine/content/esp-color.h"

#include <string.h>

#define LABEL "(광고)"
/* Letters before the colon of "Antwort:" and the like. */
#define LONGEST_ANSWER 8

/**
 * esp_content_fix_find_block:
 *
 * Returns: (nullable): the block that @finding names
 */
EspBlock *
esp_content_fix_find_block (EspMessageDoc *doc, const EspContentFinding *finding)
{
  if (finding->place == NULL || !g_str_has_prefix (finding->place, "block:"))
    return NULL;
  return esp_message_doc_find_block (doc, finding->place + strlen ("block:"));
}

static gboolean
add_label (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  g_auto (GStrv) pieces = g_strsplit (doc->subject, LABEL, -1);
  g_autoptr (GString) subject = g_string_new (LABEL);

  /* A label that stands elsewhere moves to its place. */
  for (guint i = 0; pieces[i] != NULL; i++)
    {
      g_strstrip (pieces[i]);
      if (*pieces[i] != '\0')
        g_string_append_printf (subject, " %s", pieces[i]);
    }
  esp_message_doc_set (&doc->subject, subject->str);
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
  EspBlock *block = esp_content_fix_find_block (doc, finding);

  /* A linked picture is never decoration. */
  if (block == NULL || !esp_text_is_blank (block->href))
    return FALSE;
  block->decorative = TRUE;
  return TRUE;
}

static gboolean
make_readable (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  EspBlock *block = esp_content_fix_find_block (doc, finding);
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
  EspBlock *block = esp_content_fix_find_block (doc, finding);
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

/* Labels of other countries; one subject cannot begin with two. */
static gboolean
add_foreign_label (EspMessageDoc *doc,
                   const EspContentInput *input,
                   const EspContentFinding *finding)
{
  static const struct
  {
    const char *rule;
    const char *label;
  } labels[] = { { "SG-01", "<ADV>" }, { "CN-01", "(广告)" }, { "TW-01", "廣告" } };
  g_autofree char *subject = NULL;

  if (g_str_has_prefix (doc->subject, LABEL))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].rule, finding->rule->id))
      subject =
        g_strdup_printf ("%s %s", labels[i].label, doc->subject + strspn (doc->subject, " "));
  if (subject == NULL)
    return FALSE;
  esp_message_doc_set (&doc->subject, subject);
  return TRUE;
}

/* Who sends, as the workspace knows it. */
static gboolean
name_sender (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  if (input->facts == NULL || esp_text_is_blank (input->facts->name) ||
      !esp_text_is_blank (doc->sender_name))
    return FALSE;
  esp_message_doc_set (&doc->sender_name, input->facts->name);
  return TRUE;
}

static gboolean
is_usable (const char *address, const EspContentFinding *finding)
{
  const char *const *names = esp_content_rule_words (finding->rule, "names");

  for (guint i = 0; names[i] != NULL; i++)
    if (address != NULL && g_ascii_strncasecmp (address, names[i], strlen (names[i])) == 0)
      return FALSE;
  return address != NULL && esp_content_is_address (address);
}

static gboolean
address_sender (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  if (input->facts == NULL || !is_usable (input->facts->email, finding))
    return FALSE;
  esp_message_doc_set (&doc->sender_address, input->facts->email);
  return TRUE;
}

/* Replies go to the sender, when somebody reads there, or to the company. */
static gboolean
lead_replies (EspMessageDoc *doc, const EspContentInput *input, const EspContentFinding *finding)
{
  if (is_usable (doc->sender_address, finding))
    esp_message_doc_set (&doc->reply_to, "");
  else if (input->facts != NULL && is_usable (input->facts->email, finding))
    esp_message_doc_set (&doc->reply_to, input->facts->email);
  else
    return FALSE;
  return TRUE;
}

static const struct
{
  const char *rule;
  EspContentFixFunc fix;
} fixes[] = {
  { "KR-AD-04", add_label },
  { "KR-AD-09", replace_label },
  { "A11Y-01", make_decorative },
  { "A11Y-02", make_readable },
  { "LNK-HTTP", esp_content_fix_links },
  { "PER-FALLBACK", add_fallback },
  { "CORE-07", make_advertisement },
  { "A11Y-02T", make_text_readable },
  { "US-CS-01", drop_answer },
  { "EU-SUBJ", drop_answer },
  { "UK-SUBJ", drop_answer },
  { "CA-SUBJ", drop_answer },
  { "BR-SUBJ", drop_answer },
  { "LNK-FORM", esp_content_fix_links },
  { "LNK-03", esp_content_fix_links },
  { "LNK-SCRIPT", esp_content_fix_links },
  { "A11Y-04E", esp_content_fix_links },
  { "LNK-EMPTY", esp_content_fix_links },
  { "IMG-HTTP", esp_content_fix_picture },
  { "A11Y-03", esp_content_fix_heading },
  { "MSG-PREHEADER", esp_content_fix_preheader },
  { "HTML-01", esp_content_fix_html },
  { "A11Y-05", esp_content_fix_sizes },
  { "MSG-NAME", name_sender },
  { "MSG-SENDER", address_sender },
  { "MSG-REPLY", lead_replies },
  { "SG-01", add_foreign_label },
  { "CN-01", add_foreign_label },
  { "TW-01", add_foreign_label },
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
  for (guint i = 0; i < G_N_ELEMENTS (fixes); i++)
    if (g_str_equal (fixes[i].rule, finding->rule->id))
      {
        g_autoptr (EspMessageDoc) doc = esp_message_doc_copy (input->doc);

        return fixes[i].fix (doc, input, finding) ? g_steal_pointer (&doc) : NULL;
      }
  return NULL;
}
