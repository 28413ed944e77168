/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate of every send: runs all rules over its message, audience, channel and hours. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-check.h"

#include "base/esp-clock.h"
#include "engine/content/esp-message-sample.h"
#include "store/esp-audience.h"
#include "store/esp-meta.h"
#include "worker/esp-message-check.h"
#include "worker/esp-send-content.h"

#define DEFAULT_COUNTRY "KR"
#define DAYS_PER_YEAR 365

/**
 * esp_send_check_free:
 * @self: (nullable): a check
 */
void
esp_send_check_free (EspSendCheck *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->gaps, g_ptr_array_unref);
  esp_bitmap_free (self->old);
  esp_bitmap_free (self->bare);
  g_strfreev (self->countries);
  g_free (self->subject);
  g_free (self->sender);
  g_free (self);
}

/* As an ordinary lead would read it. */
static char *
render_subject (EspMailComposer *composer)
{
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead = esp_message_sample_find ("usual") };
  EspMessageRendered rendered;
  char *subject;

  esp_message_rendered_init (&rendered);
  if (esp_message_template_render (esp_mail_composer_get_template (composer), &recipient, &rendered,
                                   NULL) &&
      rendered.missing == NULL)
    subject = g_strdup (rendered.subject->str);
  else
    subject = g_strdup (esp_mail_composer_get_doc (composer)->subject);
  esp_message_rendered_clear (&rendered);
  return subject;
}

static EspMailComposer *
load_message (EspSendCheck *self, EspTx *tx, const EspSend *send, char **out_broken)
{
  const EspMailSource source = { .message_id = send->message_id,
                                 .version = (int) send->message_version };
  g_autoptr (GError) error = NULL;
  EspMailComposer *composer;
  const EspMessageDoc *doc;

  if (send->message_id == 0)
    return NULL;
  composer = esp_mail_composer_load (tx, &source, &error);
  if (composer == NULL)
    {
      *out_broken = g_strdup (error->message);
      return NULL;
    }
  doc = esp_mail_composer_get_doc (composer);
  self->is_ad = doc->message_class == ESP_MESSAGE_CLASS_AD;
  self->subject = render_subject (composer);
  self->sender = g_strdup_printf ("%s <%s>", doc->sender_name, doc->sender_address);
  return composer;
}

static gboolean
load_gaps (EspSendCheck *self,
           EspTx *tx,
           EspMailComposer *composer,
           const EspBitmap *receivers,
           GError **error)
{
  self->gaps = esp_send_content_gaps (tx, composer, 0, error);
  for (guint i = 0; self->gaps != NULL && i < self->gaps->len; i++)
    {
      EspFieldGap *gap = self->gaps->pdata[i];

      /* Those who are left out are a loss of the waterfall, and no receivers any more. */
      if (!gap->is_left_out)
        esp_bitmap_and (gap->leads, receivers);
    }
  return self->gaps != NULL;
}

static gint64
years_ago (EspTx *tx)
{
  const EspContentRule *rule =
    esp_content_rules_find (esp_content_rules_get_default (), "KR-AD-13");
  double years = rule != NULL ? esp_content_rule_number (rule, "years", 2) : 2;

  return esp_tx_get_now_us (tx) - (gint64) (years * DAYS_PER_YEAR) * ESP_USEC_PER_DAY;
}

/* How many of the receivers are in their quiet hours or in the law's night. */
static void
count_hours (EspTx *tx,
             const EspSendPlan *plan,
             const EspFacts *facts,
             EspSendFacts *sums,
             const EspBitmap *receivers)
{
  EspSendRule strict = plan->rule;
  EspWaterfallInput input;
  g_autoptr (EspWaterfall) waterfall = NULL;

  esp_send_plan_get_input (tx, plan, &input);
  strict.ignores_hours = FALSE;
  input.rule = &strict;
  waterfall = esp_waterfall_new (&input, facts, receivers);
  sums->n_quiet = esp_waterfall_count (waterfall, ESP_REASON_QUIET);
}

static gboolean
load_people (EspSendCheck *self,
             EspTx *tx,
             const EspSendPlan *plan,
             const EspBitmap *receivers,
             EspSendFacts *sums,
             GError **error)
{
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, DEFAULT_COUNTRY, error);
  g_auto (EspConsentGaps) gaps = { 0 };

  if (country == NULL)
    return FALSE;
  self->countries = esp_audience_countries (tx, receivers, country, error);
  if (self->countries == NULL ||
      !esp_audience_consent_gaps (tx, receivers, "email", years_ago (tx), &gaps, error))
    return FALSE;
  if (self->countries[0] == NULL)
    {
      g_strfreev (self->countries);
      self->countries = g_strsplit (country, " ", -1);
    }
  sums->n_receivers = esp_bitmap_count (receivers);
  sums->n_old_consents = esp_bitmap_count (gaps.old);
  sums->n_bare_consents = esp_bitmap_count (gaps.bare);
  self->old = g_steal_pointer (&gaps.old);
  self->bare = g_steal_pointer (&gaps.bare);
  if (plan->rule.is_marketing && plan->options.ignores_hours)
    {
      g_autoptr (EspFacts) facts = esp_send_plan_load_facts (tx, plan, 0, error);

      if (facts == NULL)
        return FALSE;
      count_hours (tx, plan, facts, sums, receivers);
    }
  return TRUE;
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const EspContentFinding *first = *(EspContentFinding *const *) a;
  const EspContentFinding *second = *(EspContentFinding *const *) b;

  return (int) second->severity - (int) first->severity;
}

/**
 * esp_send_check_new:
 * @waterfall: of esp_send_plan_count()
 *
 * Returns: (transfer full): what the rules say about the send as it is planned; %NULL with @error set
 */
EspSendCheck *
esp_send_check_new (EspTx *tx,
                    const EspSendPlan *plan,
                    const EspWaterfall *waterfall,
                    GError **error)
{
  g_autoptr (EspSendCheck) self = g_new0 (EspSendCheck, 1);
  g_autoptr (EspBitmap) receivers = esp_waterfall_dup_receivers (waterfall);
  g_autofree char *broken = NULL;
  g_autoptr (EspMailComposer) composer = load_message (self, tx, plan->send, &broken);
  EspSendFacts sums = { .problem = plan->problem,
                        .channel = plan->channel != NULL ? plan->channel->name : NULL,
                        .problem_detail = plan->problem_detail,
                        .has_message = plan->send->message_id != 0,
                        .broken = broken,
                        .is_ad = self->is_ad,
                        .is_marketing = plan->rule.is_marketing,
                        .is_email = plan->rule.is_email };

  if (!load_people (self, tx, plan, receivers, &sums, error))
    return NULL;
  sums.countries = (const char *const *) self->countries;
  if (composer != NULL)
    self->findings = esp_message_check_for (tx, composer, sums.countries, error);
  else
    self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_content_finding_free);
  if (self->findings == NULL ||
      (composer != NULL && !load_gaps (self, tx, composer, receivers, error)))
    return NULL;
  esp_send_facts_check (&sums, esp_content_rules_get_default (), self->findings);
  g_ptr_array_sort (self->findings, compare_findings);
  return g_steal_pointer (&self);
}

/**
 * esp_send_check_count:
 *
 * Returns: how many findings are of @severity
 */
guint
esp_send_check_count (const EspSendCheck *self, EspSeverity severity)
{
  guint n = 0;

  for (guint i = 0; i < self->findings->len; i++)
    n += ((EspContentFinding *) self->findings->pdata[i])->severity == severity;
  return n;
}

/**
 * esp_send_check_permits:
 * @accepts_warnings: a person has said yes to what needs a yes
 *
 * Returns: whether the send may be ordered; else @error says in a sentence what stands against it first
 */
gboolean
esp_send_check_permits (const EspSendCheck *self, gboolean accepts_warnings, GError **error)
{
  EspSeverity worst = esp_content_findings_worst (self->findings);
  g_autofree char *sentence = NULL;

  if (worst < ESP_SEVERITY_APPROVE || (worst == ESP_SEVERITY_APPROVE && accepts_warnings))
    return TRUE;
  sentence = esp_content_finding_to_sentence (self->findings->pdata[0]);
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED,
               worst == ESP_SEVERITY_BLOCK ? "This cannot be sent: %s"
                                           : "This needs the yes of a person: %s",
               sentence);
  return FALSE;
}
