/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a rehearsal assumes and how its messages would go out: how often people answer, how fast, through
 * which channel, at what price, and who lacks what the messages print. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rehearsal-load.h"

#include "base/esp-clock.h"
#include "channels/esp-channel-kinds.h"
#include "store/esp-audience.h"
#include "store/esp-events.h"
#include "store/esp-facts.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-plan.h"
#include "worker/esp-send-content.h"
#include "worker/esp-send-plan.h"
#include "worker/esp-text-cost.h"

#define HISTORY_DAYS 90
/* So few messages say nothing yet. */
#define MIN_BASE 30
#define MAX_SAMPLES 256
/* So many copies of a text tell what one costs. */
#define PRICED_PEOPLE 200

/* What is assumed while there is no history: common figures of permission mail, said as such. */
static const struct
{
  const char *kind;
  double share;
} defaults[] = {
  { ESP_EVENT_OPEN, 0.35 },
  { ESP_EVENT_CLICK, 0.05 },
  { ESP_EVENT_DELIVERED, 0.98 },
  { ESP_EVENT_MACHINE_OPEN, 0.10 },
  { ESP_EVENT_BOUNCE, 0.01 },
  { ESP_EVENT_COMPLAINT, 0.0005 },
  { ESP_EVENT_UNSUBSCRIBE, 0.002 },
  { ESP_EVENT_MACHINE_CLICK, 0.02 },
  { "reply", 0.01 },
};

#define DEFAULT_OTHER_SHARE 0.05
#define DEFAULT_DELAY_US (2 * ESP_USEC_PER_HOUR)

static int
find_default (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    if (g_str_equal (defaults[i].kind, kind))
      return (int) i;
  return -1;
}

/* Half of what follows comes within two hours, all of it within two days. */
static void
set_default_delays (EspRehearsalHabit *habit)
{
  for (guint i = 0; i < ESP_REHEARSAL_QUANTILES; i++)
    {
      double place = (double) i / (ESP_REHEARSAL_QUANTILES - 1);

      habit->delays_us[i] =
        place <= 0.5
          ? (gint64) (place * 2 * (double) DEFAULT_DELAY_US)
          : DEFAULT_DELAY_US + (gint64) ((place - 0.5) * 2 * (double) (46 * ESP_USEC_PER_HOUR));
    }
}

static void
set_delays (EspRehearsalHabit *habit, const GArray *delays)
{
  for (guint i = 0; i < ESP_REHEARSAL_QUANTILES; i++)
    habit->delays_us[i] =
      g_array_index (delays, gint64, (gsize) i * (delays->len - 1) / (ESP_REHEARSAL_QUANTILES - 1));
}

static gboolean
read_answers (EspRehearsalLoad *self, const char *kind, EspRehearsalHabit *habit, GError **error)
{
  EspRehearsalAnswers answers = { 0 };
  int found = find_default (kind);
  gboolean is_ok = esp_rehearsal_read_answers (self->tx, kind, &answers, error);

  habit->follows_sends = TRUE;
  habit->n_base = answers.n_sent;
  habit->n_met = answers.n_met;
  habit->is_guess = answers.n_sent < MIN_BASE;
  if (answers.n_sent > 0)
    habit->days =
      (guint) MAX ((esp_tx_get_now_us (self->tx) - answers.since_us) / ESP_USEC_PER_DAY, 1);
  habit->share = !habit->is_guess ? (double) answers.n_met / (double) answers.n_sent
                 : found >= 0     ? defaults[found].share
                                  : DEFAULT_OTHER_SHARE;
  if (answers.delays != NULL && answers.delays->len >= MIN_BASE)
    set_delays (habit, answers.delays);
  else
    set_default_delays (habit);
  g_clear_pointer (&answers.delays, g_array_unref);
  return is_ok;
}

static gboolean
read_pace (EspRehearsalLoad *self, const char *kind, EspRehearsalHabit *habit, GError **error)
{
  gint64 since_us = esp_tx_get_now_us (self->tx) - HISTORY_DAYS * ESP_USEC_PER_DAY;

  habit->days = HISTORY_DAYS;
  habit->n_base = (gint64) esp_bitmap_count (self->present);
  if (!esp_rehearsal_count_events (self->tx, kind, since_us, &habit->n_met, error))
    return FALSE;
  if (habit->n_base > 0)
    habit->per_day = (double) habit->n_met / (double) habit->n_base / HISTORY_DAYS;
  return TRUE;
}

typedef struct
{
  EspRehearsalLoad *load;
  GArray *samples;
  guint n_seen;
} Samples;

/* The newest ones: rows come in the order of time, and fill a ring. */
static void
sample_cb (const EspRehearsalRow *row, gpointer data)
{
  Samples *samples = data;
  guint32 props;

  if (row->props == NULL)
    return;
  if (row->at_us < esp_tx_get_now_us (samples->load->tx) - HISTORY_DAYS * ESP_USEC_PER_DAY)
    return;
  props = esp_rehearsal_load_props (samples->load, row->props);
  if (samples->samples->len < MAX_SAMPLES)
    g_array_append_val (samples->samples, props);
  else
    g_array_index (samples->samples, guint32, samples->n_seen % MAX_SAMPLES) = props;
  samples->n_seen++;
}

/* What such events say matters to steps that ask for more than the kind. */
static gboolean
read_samples (EspRehearsalLoad *self, guint kind, GError **error)
{
  Samples samples = { self, g_array_new (FALSE, FALSE, sizeof (guint32)), 0 };

  self->world->habits[kind].samples = samples.samples;
  return esp_rehearsal_read_events (self->tx, g_ptr_array_index (self->world->kinds, kind), TRUE,
                                    sample_cb, &samples, error);
}

static gboolean
asks_props (const EspRehearsalWorld *world, const char *kind)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (world->journey); i++)
    {
      const EspCondition *event = esp_journey_get_step (world->journey, i)->event;

      if (event != NULL && g_strcmp0 (event->subject, kind) == 0 && event->where != NULL &&
          event->where->len > 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether a step or a rule inside asks for it: what only a door waits for comes as it came before. */
static gboolean
is_asked_inside (const EspRehearsalWorld *world, const char *kind)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (world->journey); i++)
    {
      const EspCondition *event = esp_journey_get_step (world->journey, i)->event;

      if (event != NULL && g_strcmp0 (event->subject, kind) == 0)
        return TRUE;
    }
  for (guint i = 0; i < world->questions->len; i++)
    {
      GPtrArray *leaves = esp_rehearsal_rule_get_leaves (g_ptr_array_index (world->questions, i));

      for (guint j = 0; j < leaves->len; j++)
        {
          const EspCondition *condition =
            ((EspRehearsalLeaf *) g_ptr_array_index (leaves, j))->condition;

          if (esp_condition_is_events (condition) &&
              (g_strcmp0 (esp_condition_event_kind (condition), kind) == 0 ||
               (condition->after != NULL &&
                g_strcmp0 (esp_condition_event_kind (condition->after), kind) == 0)))
            return TRUE;
        }
    }
  return FALSE;
}

/**
 * esp_rehearsal_load_habits:
 *
 * How often and how fast each kind of events comes that somebody inside asks for.
 */
gboolean
esp_rehearsal_load_habits (EspRehearsalLoad *self, GError **error)
{
  EspRehearsalWorld *world = self->world;

  world->habits = g_new0 (EspRehearsalHabit, world->kinds->len + 1);
  for (guint i = 0; i < world->kinds->len; i++)
    {
      const char *kind = g_ptr_array_index (world->kinds, i);
      EspRehearsalHabit *habit = &world->habits[i];
      gboolean follows = find_default (kind) >= 0;

      if (g_str_equal (kind, ESP_CONDITION_SENT_KIND) || !is_asked_inside (world, kind))
        continue;
      if (!follows && !esp_rehearsal_follows_sends (self->tx, kind, &follows, error))
        return FALSE;
      if (follows ? !read_answers (self, kind, habit, error)
                  : !read_pace (self, kind, habit, error))
        return FALSE;
      if (asks_props (world, kind) && !read_samples (self, i, error))
        return FALSE;
    }
  return TRUE;
}

/* A channel may say what a message costs, in the currency of the workspace. */
static double
read_price (EspRehearsalLoad *self, const EspChannelRecord *channel)
{
  g_autoptr (JsonNode) root = channel != NULL && channel->settings != NULL
                                ? json_from_string (channel->settings, NULL)
                                : NULL;
  JsonNode *price = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                      ? json_object_get_member (json_node_get_object (root), "price")
                      : NULL;

  if (price == NULL || !JSON_NODE_HOLDS_VALUE (price) ||
      (json_node_get_value_type (price) != G_TYPE_INT64 &&
       json_node_get_value_type (price) != G_TYPE_DOUBLE) ||
      json_node_get_double (price) < 0 || json_node_get_double (price) > 1e9)
    return -1;
  return json_node_get_double (price) * esp_segment_world_get_money_scale (self->segments);
}

static gboolean
has_text_prices (const EspChannelRecord *channel)
{
  for (guint i = 0; channel != NULL && channel->settings != NULL && i < ESP_PRICE_FREE; i++)
    {
      g_autofree char *name =
        g_strconcat ("price-", esp_price_class_name ((EspPriceClass) i), NULL);
      g_autofree char *price = esp_channel_settings_dup (channel->settings, name);

      if (price != NULL && *price != '\0')
        return TRUE;
    }
  return FALSE;
}

/* Some people, evenly from all of them, the same at every run. */
static EspBitmap *
choose_few (EspRehearsalLoad *self)
{
  gsize n = 0;
  g_autofree guint32 *ids = esp_bitmap_to_array (self->present, &n);
  gsize step = MAX (n / PRICED_PEOPLE, 1);
  EspBitmap *few = esp_bitmap_new ();

  for (gsize i = 0; i < n; i += step)
    esp_bitmap_add (few, ids[i]);
  return few;
}

/* What a text costs depends on what it became for each: short or long, a Kakao message or a push. Some copies are
 * made, and what they cost on average is what each costs. */
static double
read_text_price (EspRehearsalLoad *self, const EspTextSource *source)
{
  g_autoptr (EspTextComposer) composer = esp_text_composer_load (self->tx, source, NULL);
  g_autoptr (EspBitmap) people = NULL;
  g_autoptr (EspTextCost) cost = NULL;
  guint64 n = 0;

  if (composer == NULL)
    return -1; /* the check of the journey tells */
  people = choose_few (self);
  cost = esp_text_cost_new (self->tx, composer, people, NULL);
  for (guint i = 0; cost != NULL && i < ESP_N_PRICES; i++)
    n += esp_text_cost_count (cost, (EspPriceClass) i);
  if (n == 0 || (cost->cost <= 0 && esp_text_cost_count (cost, ESP_PRICE_FREE) < n))
    return -1;
  return cost->cost / (double) n * esp_segment_world_get_money_scale (self->segments);
}

/* The version that the published journey froze; the working copy of a draft. */
static int
find_version (EspRehearsalLoad *self, guint number, gint64 message_id)
{
  g_autoptr (EspJourneyVersion) version = NULL;
  g_autoptr (EspSend) send = NULL;

  if (self->options->version == 0)
    return 0;
  version =
    esp_journey_version_load (self->tx, self->options->journey_id, self->options->version, NULL);
  if (version == NULL || number >= version->n_sends || version->sends[number] == 0)
    return 0;
  send = esp_send_load (self->tx, version->sends[number], NULL);
  return send != NULL && send->message_id == message_id ? (int) send->message_version : 0;
}

static double
find_price (EspRehearsalLoad *self, const EspJourneyStep *step, const EspChannelRecord *channel)
{
  EspTextSource source = { .channel = channel };

  if (!has_text_prices (channel))
    return read_price (self, channel);
  if (step->reference == NULL ||
      !esp_message_resolve (self->tx, step->reference, &source.message_id, NULL))
    return -1;
  source.version = find_version (self, step->send_number, source.message_id);
  return read_text_price (self, &source);
}

/* Who lacks a field without which the message is not made. */
static gboolean
find_failing (EspRehearsalLoad *self,
              const EspJourneyStep *step,
              EspRehearsalSend *send,
              GError **error)
{
  EspMailSource source = { 0 };
  g_autoptr (EspSendMessage) message = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  EspFactsQuery query = { .channel = "email", .purpose = "marketing", .columns = columns };
  g_autoptr (EspFacts) facts = NULL;

  if (step->reference == NULL ||
      !esp_message_resolve (self->tx, step->reference, &source.message_id, NULL))
    return TRUE; /* the check of the journey tells */
  source.version = find_version (self, step->send_number, source.message_id);
  message = esp_send_message_load (self->tx, &source, NULL, NULL);
  if (message == NULL)
    return TRUE;
  gaps = esp_send_content_fields (self->tx, message, error);
  if (gaps == NULL)
    return FALSE;
  for (guint i = 0; i < gaps->len; i++)
    if (((EspFieldGap *) g_ptr_array_index (gaps, i))->is_left_out)
      g_ptr_array_add (columns, ((EspFieldGap *) g_ptr_array_index (gaps, i))->field);
  if (columns->len == 0)
    return TRUE;
  facts = esp_facts_load (self->tx, &query, error);
  if (facts == NULL)
    return FALSE;
  send->failing = esp_bitmap_new ();
  for (guint i = 0; i < facts->lacking->len; i++)
    esp_bitmap_or (send->failing, g_ptr_array_index (facts->lacking, i));
  send->missing_field = g_strdup (g_ptr_array_index (columns, 0));
  return TRUE;
}

static gboolean
load_send (EspRehearsalLoad *self, const EspJourneyStep *step, GError **error)
{
  EspRehearsalSend *send = &self->world->sends[step->send_number];
  gint64 channel_id = esp_journey_find_channel (self->tx, step->channel);
  g_autoptr (EspSendPlan) plan =
    esp_send_plan_new_unsent (self->tx, channel_id,
                              step->is_transactional ? "{\"transactional\":true}" : "{}", error);

  if (plan == NULL)
    return FALSE;
  send->rule = plan->rule;
  send->policy = plan->policy;
  self->world->policy = plan->policy;
  if (plan->channel == NULL && step->channel == NULL)
    {
      /* Without a channel of its own a journey sends into the demo mailbox. */
      send->rule.is_channel_ready = TRUE;
      send->rule.ignores_hours = TRUE;
    }
  if (plan->channel != NULL)
    {
      send->channel = g_strdup (plan->channel->name);
      send->channel_kind = g_strdup (plan->channel->kind);
      if (g_str_equal (plan->channel->kind, ESP_CHANNEL_KIND_NULL))
        {
          send->rule.is_channel_ready = plan->channel->is_enabled;
          send->takes_all = TRUE;
        }
    }
  send->price = find_price (self, step, plan->channel);
  return self->world->is_ghost || find_failing (self, step, send, error);
}

/**
 * esp_rehearsal_load_sends:
 */
gboolean
esp_rehearsal_load_sends (EspRehearsalLoad *self, GError **error)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (self->world->journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (self->world->journey, i);

      if (step->kind == ESP_STEP_SEND && !step->is_off && !load_send (self, step, error))
        return FALSE;
    }
  return TRUE;
}
