/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a text and can be mended by the program: changed labels, odd letters, the class. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-text-fix.h"

#include "engine/content/text/esp-text-charset.h"
#include "engine/content/text/esp-text-law.h"
#include "engine/policy/esp-content-check-private.h"

#include <string.h>

/* Where the person's own words begin: behind a label that is as it has to be. */
static const char *
skip_label (const char *text)
{
  text += strspn (text, " \t\r\n");
  if (g_str_has_prefix (text, ESP_AD_LABEL))
    text += strlen (ESP_AD_LABEL);
  return text + strspn (text, " \t\r\n");
}

/**
 * esp_text_check_label:
 * @doc: as its author wrote it, without the frame
 * @findings: (element-type EspContentFinding): what is found is added
 *
 * A label in another form at the beginning is forbidden, also behind the right one.
 */
void
esp_text_check_label (const EspContentRules *rules,
                      const EspRuleScope *scope,
                      const EspTextDoc *doc,
                      GPtrArray *findings)
{
  const EspContentRule *rule = esp_content_rules_find_in (rules, "KR-AD-09", scope);
  const struct
  {
    const char *place;
    const char *text;
  } parts[] = { { "title", doc->text.title },
                { "body", doc->text.body },
                { "substitute.body", doc->has_substitute ? doc->substitute.body : "" } };
  EspContentFinding *finding;
  guint n = 0;

  if (rule == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *variant = esp_content_find_variant (rule, skip_label (parts[i].text));

      if (variant == NULL)
        continue;
      finding = esp_content_finding_new (rule, parts[i].place, variant, NULL);
      finding->can_fix = TRUE;
      g_ptr_array_add (findings, finding);
      n++;
    }
  if (n > 0)
    return;
  finding = esp_content_finding_new (rule, NULL, NULL, NULL);
  finding->severity = ESP_SEVERITY_FINE;
  g_ptr_array_add (findings, finding);
}

static char **
find_part (EspTextDoc *doc, const char *place)
{
  if (g_strcmp0 (place, "title") == 0)
    return &doc->text.title;
  if (g_strcmp0 (place, "substitute.body") == 0)
    return &doc->substitute.body;
  return &doc->text.body;
}

static void
take (char **text, char *changed)
{
  g_free (*text);
  *text = changed;
}

static gboolean
drop_variant (EspTextDoc *doc, const EspContentFinding *finding)
{
  char **part = find_part (doc, finding->place);
  const char *start = skip_label (*part);

  if (finding->args[0] == NULL || !g_str_has_prefix (start, finding->args[0]))
    return FALSE;
  start += strlen (finding->args[0]);
  /* The right label is put before it when it is sent. */
  take (part, g_strdup (start + strspn (start, " \t\r\n")));
  return TRUE;
}

static gboolean
replace_letters (EspTextDoc *doc, const EspContentFinding *finding)
{
  char **parts[] = { &doc->text.title, &doc->text.body, &doc->substitute.title,
                     &doc->substitute.body };
  gboolean is_changed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *changed = esp_text_replace_strangers (*parts[i], ESP_TEXT_CP949);

      if (g_str_equal (changed, *parts[i]))
        continue;
      take (parts[i], g_steal_pointer (&changed));
      is_changed = TRUE;
    }
  return is_changed;
}

static gboolean
make_advertisement (EspTextDoc *doc, const EspContentFinding *finding)
{
  if (doc->message_class == ESP_MESSAGE_CLASS_AD || doc->medium == ESP_TEXT_MEDIUM_KAKAO)
    return FALSE; /* what may be said in KakaoTalk follows from its kind */
  doc->message_class = ESP_MESSAGE_CLASS_AD;
  return TRUE;
}

/**
 * esp_text_fix:
 * @finding: what was found in @doc
 *
 * Returns: (transfer full) (nullable): a changed copy, or NULL when nobody but a person can help
 */
EspTextDoc *
esp_text_fix (const EspTextDoc *doc, const EspContentFinding *finding)
{
  static const struct
  {
    const char *rule;
    gboolean (*fix) (EspTextDoc *doc, const EspContentFinding *finding);
  } fixes[] = { { "KR-AD-09", drop_variant },
                { "TEXT-CHARSET", replace_letters },
                { "CORE-07", make_advertisement } };
  g_autoptr (EspTextDoc) changed = esp_text_doc_copy (doc);

  for (guint i = 0; i < G_N_ELEMENTS (fixes); i++)
    if (g_str_equal (fixes[i].rule, finding->rule->id) && fixes[i].fix (changed, finding))
      return g_steal_pointer (&changed);
  return NULL;
}
