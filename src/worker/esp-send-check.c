/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate of every send: runs all rules over its message, audience, channel and hours. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-check.h"

#include "engine/content/esp-message-sample.h"
#include "store/esp-meta.h"
#include "worker/esp-message-check.h"
#include "worker/esp-rule-packs.h"
#include "worker/esp-send-content.h"
#include "worker/esp-send-delivery.h"
#include "worker/esp-send-people.h"
#include "worker/esp-text-check.h"

#define DEFAULT_COUNTRY "KR"

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
  g_clear_pointer (&self->leads, g_hash_table_unref);
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
  const char *language = esp_mail_composer_get_doc (composer)->language;
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead = esp_message_sample_find_for ("usual", language) };
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

static void
read_message (EspSendCheck *self, EspMailComposer *composer)
{
  const EspMessageDoc *doc = esp_mail_composer_get_doc (composer);

  self->is_ad = doc->message_class == ESP_MESSAGE_CLASS_AD;
  self->subject = render_subject (composer);
  self->sender = g_strdup_printf ("%s <%s>", doc->sender_name, doc->sender_address);
}

static guint
count_pictures (const EspSendMessage *message)
{
  const EspMessageDoc *doc =
    message != NULL && message->mail != NULL ? esp_mail_composer_get_doc (message->mail) : NULL;
  guint n = 0;

  for (guint i = 0; doc != NULL && i < doc->files->len; i++)
    n += ((const EspMessageFile *) doc->files->pdata[i])->is_inline ? 1 : 0;
  return n;
}

static void
read_any_message (EspSendCheck *self, const EspSendMessage *message)
{
  const EspTextDoc *doc;

  if (message->mail != NULL)
    {
      read_message (self, message->mail);
      return;
    }
  doc = esp_text_composer_get_doc (message->text);
  self->is_ad = doc->message_class == ESP_MESSAGE_CLASS_AD;
  self->subject = g_strdup (*doc->text.title != '\0'  ? doc->text.title
                            : *doc->text.body != '\0' ? doc->text.body
                                                      : doc->kakao.template_text);
  self->sender = g_strdup (esp_text_composer_get_sender (message->text));
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

static EspBitmap *
intersect (const EspBitmap *a, const EspBitmap *b)
{
  EspBitmap *both = esp_bitmap_copy (a);

  esp_bitmap_and (both, b);
  return both;
}

static gboolean
read_people (EspSendCheck *self,
             EspTx *tx,
             const EspSendPlan *plan,
             const EspSendTally *tally,
             EspSendFacts *sums,
             GError **error)
{
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, DEFAULT_COUNTRY, error);
  g_autoptr (EspBitmap) receivers = esp_waterfall_dup_receivers (tally->waterfall);
  g_autoptr (EspBitmap) old = NULL;

  if (country == NULL)
    return FALSE;
  self->countries = esp_facts_get_places (tally->facts, receivers, country);
  if (self->countries[0] == NULL)
    {
      g_strfreev (self->countries);
      self->countries = g_strsplit (country, " ", -1);
    }
  old = intersect (tally->facts->old, receivers);
  /* Only Korea wants it confirmed every two years (법50⑧). */
  self->old = esp_facts_dup_of_place (tally->facts, old, country, "KR");
  self->bare = intersect (tally->facts->bare, receivers);
  sums->n_receivers = esp_bitmap_count (receivers);
  sums->n_old_consents = esp_bitmap_count (self->old);
  sums->n_bare_consents = esp_bitmap_count (self->bare);
  if (plan->rule.is_marketing && plan->options.ignores_hours)
    count_hours (tx, plan, tally->facts, sums, receivers);
  return TRUE;
}

/* How many of all leads have each field that the message prints. */
static GHashTable *
read_fill_rates (const EspSendTally *tally)
{
  GHashTable *rates = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  double n_all = (double) esp_bitmap_count (tally->facts->present);

  for (guint i = 0; i < tally->gaps->len; i++)
    {
      const EspFieldGap *gap = g_ptr_array_index (tally->gaps, i);
      double n_lacking = (double) esp_bitmap_count (g_ptr_array_index (tally->facts->lacking, i));
      double *rate = g_new (double, 1);

      *rate = n_all > 0 ? 1 - n_lacking / n_all : -1;
      g_hash_table_insert (rates, gap->field, rate);
    }
  return rates;
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const EspContentFinding *first = *(EspContentFinding *const *) a;
  const EspContentFinding *second = *(EspContentFinding *const *) b;

  return (int) second->severity - (int) first->severity;
}

/**
 * esp_send_check_new_with:
 * @tally: of the same moment
 * @wish: (nullable): what is to be otherwise than it is now
 *
 * Returns: (transfer full): what the rules say about the send as it is planned; %NULL with @error set
 */
EspSendCheck *
esp_send_check_new_with (EspTx *tx,
                         const EspSendPlan *plan,
                         const EspSendTally *tally,
                         const EspCheckWish *wish,
                         GError **error)
{
  EspCheckWish here = wish != NULL ? *wish : (EspCheckWish){ 0 };
  g_autoptr (EspSendCheck) self = g_new0 (EspSendCheck, 1);
  g_autoptr (GHashTable) fill_rates = read_fill_rates (tally);
  g_autoptr (EspRuleUse) use = esp_rule_use_load (tx, error);
  g_autoptr (GArray) notes = NULL;
  EspSendFacts sums = { .problem = plan->problem,
                        .channel = plan->channel != NULL ? plan->channel->name : NULL,
                        .problem_detail = plan->problem_detail,
                        .has_message = plan->send->message_id != 0,
                        .broken = tally->broken,
                        .is_marketing = plan->rule.is_marketing,
                        .is_to_room =
                          g_str_equal (plan->medium, "chat") && plan->address_field == NULL,
                        .is_email = plan->rule.is_email };

  if (use == NULL || !read_people (self, tx, plan, tally, &sums, error))
    return NULL;
  if (here.countries == NULL)
    here.countries = (const char *const *) self->countries;
  sums.day = here.day != NULL ? here.day : use->day;
  sums.only = here.only;
  sums.packs = (const char *const *) use->choices;
  sums.medium = plan->rule.is_email ? NULL : plan->medium;
  if (tally->message != NULL)
    read_any_message (self, tally->message);
  sums.is_ad = self->is_ad;
  sums.countries = here.countries;
  if (tally->message != NULL && tally->message->mail != NULL)
    self->findings = esp_message_check_with (tx, tally->message->mail, &here, fill_rates, error);
  else if (tally->message != NULL)
    self->findings = esp_text_check (tx, tally->message->text, sums.countries, error);
  else
    self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_content_finding_free);
  if (self->findings == NULL)
    return NULL;
  self->gaps = g_ptr_array_ref (tally->gaps);
  self->leads =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) esp_bitmap_free);
  notes = esp_send_delivery_load (tx, plan->channel, sums.n_receivers,
                                  tally->message != NULL && tally->message->mail != NULL &&
                                    esp_mail_composer_has_one_click (tally->message->mail),
                                  count_pictures (tally->message), error);
  if (notes == NULL || !esp_send_people_load (tx, plan, tally, notes, self->leads, error))
    return NULL;
  sums.notes = (const EspSendNote *) (gpointer) notes->data;
  sums.n_notes = notes->len;
  esp_send_facts_check (&sums, use->rules, self->findings);
  g_ptr_array_sort (self->findings, compare_findings);
  return g_steal_pointer (&self);
}

/**
 * esp_send_check_new:
 * @tally: of the same moment
 *
 * Returns: (transfer full): what the rules say about the send as it is planned; %NULL with @error set
 */
EspSendCheck *
esp_send_check_new (EspTx *tx, const EspSendPlan *plan, const EspSendTally *tally, GError **error)
{
  return esp_send_check_new_with (tx, plan, tally, NULL, error);
}

/**
 * esp_send_check_take_cost:
 * @cost: for which everybody's copy was made
 *
 * Adds what only the copies tell: that some, or all, cannot be made or not be sent as they are.
 */
void
esp_send_check_take_cost (EspSendCheck *self, const EspTextCost *cost)
{
  guint64 n = esp_bitmap_count (cost->failing);
  guint64 n_made = 0;
  const EspContentRule *rule;
  EspContentFinding *finding;

  for (guint i = 0; i < ESP_N_PRICES; i++)
    n_made += esp_text_cost_count (cost, (EspPriceClass) i);
  rule = esp_content_rules_find (esp_rule_packs_refresh (),
                                 n > 0 && n_made == 0 ? "SEND-UNMADE-ALL" : "SEND-UNMADE");
  if (rule == NULL || n + n_made == 0)
    return;
  finding = g_new0 (EspContentFinding, 1);
  finding->rule = rule;
  finding->severity = n > 0 ? rule->severity : ESP_SEVERITY_FINE;
  finding->place = n > 0 ? g_strdup ("audience") : NULL;
  finding->args[0] = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  finding->args[1] = g_strdup (cost->why != NULL ? cost->why : "");
  g_ptr_array_add (self->findings, finding);
  g_ptr_array_sort (self->findings, compare_findings);
  if (n > 0)
    g_hash_table_replace (self->leads, (gpointer) rule->id, esp_bitmap_copy (cost->failing));
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
