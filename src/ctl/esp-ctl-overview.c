/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl overview: what needs somebody, what goes out today, how it goes and what changed. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-overview.h"

#include "base/esp-format.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-goal.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-overview-page.h"
#include "engine/insight/esp-insight.h"
#include "engine/insight/esp-pulse.h"
#include "store/esp-agenda.h"
#include "store/esp-meta.h"
#include "worker/esp-agenda-journeys.h"

#define SUBJECT "overview"
#define DEFAULT_DAYS 7

/* The figures that are shown, by the word for their set. */
static const EspLeadSetKind figures[] = {
  ESP_LEAD_SET_SENT,       ESP_LEAD_SET_DELIVERED, ESP_LEAD_SET_BOUNCED,
  ESP_LEAD_SET_OPENED,     ESP_LEAD_SET_CLICKED,   ESP_LEAD_SET_UNSUBSCRIBED,
  ESP_LEAD_SET_COMPLAINED, ESP_LEAD_SET_CREATED,   ESP_LEAD_SET_ORDERED,
};

typedef struct
{
  char *workspace;
  char *open;
  char *pdf;
  char *name; /* (owned) of the workspace */
  gint64 n_days;
  gboolean is_json;
  char *zone_name;      /* (owned) written, as all below */
  char *currency;       /* (owned) */
  GTimeZone *zone;      /* (owned) */
  EspAgenda *agenda;    /* (owned) */
  EspPulse *pulse;      /* (owned) */
  GString *goals;       /* (owned) */
  JsonNode *goals_json; /* (owned) */
  guint32 *ids;         /* (owned) of the leads that were asked for */
  gsize n_ids;
} Options;

static gboolean
load_open (EspTx *tx, Options *options, GError **error)
{
  g_auto (EspLeadSet) set = { 0 };
  g_autoptr (EspBitmap) leads = NULL;

  if (!esp_lead_set_parse (options->open, &set, error))
    return FALSE;
  leads = esp_insight_load_leads (tx, &set, error);
  if (leads == NULL)
    return FALSE;
  options->ids = esp_bitmap_to_array (leads, &options->n_ids);
  return TRUE;
}

static gboolean
load_goals (EspTx *tx, Options *options, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  options->goals = g_string_new (NULL);
  if (!esp_ctl_goals_write (tx, options->zone, builder, options->goals, error))
    return FALSE;
  options->goals_json = json_builder_get_root (builder);
  return TRUE;
}

static gboolean
load (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspSegmentEngine) engine = NULL;
  EspPeriod period;

  if (options->open != NULL)
    return load_open (tx, options, error);
  options->zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  if (options->zone_name == NULL)
    return FALSE;
  options->name = esp_meta_get_text (tx, ESP_META_NAME, "", error);
  if (options->name == NULL)
    return FALSE;
  options->currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);
  if (options->currency == NULL)
    return FALSE;
  options->zone = g_time_zone_new_identifier (options->zone_name);
  if (options->zone == NULL)
    options->zone = g_time_zone_new_utc ();
  esp_period_init (&period, esp_tx_get_now_us (tx), options->zone, (guint) options->n_days);
  options->agenda = esp_agenda_load (tx, period.now[period.n_days - 1], period.tomorrow_us, error);
  engine = esp_segment_engine_new ();
  if (options->agenda == NULL || !esp_agenda_add_journeys (tx, engine, options->agenda, error))
    return FALSE;
  options->pulse = esp_pulse_load (tx, &period, error);
  return options->pulse != NULL && load_goals (tx, options, error);
}

static void
add_setup (JsonBuilder *builder, const EspAgenda *agenda)
{
  json_builder_set_member_name (builder, "setup");
  json_builder_begin_object (builder);
  for (guint i = 0; i < ESP_N_SETUP_STEPS; i++)
    {
      json_builder_set_member_name (builder, esp_setup_step_get_name ((EspSetupStep) i));
      json_builder_add_boolean_value (builder, agenda->steps[i]);
    }
  json_builder_end_object (builder);
}

static void
add_agenda (JsonBuilder *builder, const EspAgenda *agenda)
{
  json_builder_set_member_name (builder, "needs_you");
  json_builder_begin_array (builder);
  for (guint i = 0; i < agenda->needs->len; i++)
    {
      const EspNeed *need = g_ptr_array_index (agenda->needs, i);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "kind", esp_need_kind_get_name (need->kind));
      esp_ctl_add_int (builder, "object", need->object_id);
      esp_ctl_add_text (builder, "name", need->name);
      esp_ctl_add_text (builder, "detail", need->detail);
      esp_ctl_add_int (builder, "leads", need->n);
      esp_ctl_add_int (builder, "at_us", need->at_us);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "today");
  json_builder_begin_array (builder);
  for (guint i = 0; i < agenda->today->len; i++)
    {
      const EspTodaySend *send = g_ptr_array_index (agenda->today, i);

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "campaign", send->campaign_id);
      esp_ctl_add_int (builder, "send", send->send_id);
      esp_ctl_add_text (builder, "name", send->name);
      esp_ctl_add_text (builder, "state", send->state);
      esp_ctl_add_int (builder, "at_us", send->at_us);
      esp_ctl_add_int (builder, "sent", send->n_sent);
      esp_ctl_add_int (builder, "total", send->n_total);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_figures (JsonBuilder *builder, const EspPulse *pulse)
{
  json_builder_set_member_name (builder, "figures");
  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autofree char *key = esp_pulse_key (pulse, figures[i]);

      json_builder_set_member_name (builder, esp_lead_set_kind_get_name (figures[i]));
      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "leads", esp_pulse_count (pulse, figures[i], FALSE));
      esp_ctl_add_int (builder, "before", esp_pulse_count (pulse, figures[i], TRUE));
      if (figures[i] == ESP_LEAD_SET_ORDERED)
        {
          esp_ctl_add_double (builder, "amount", esp_pulse_amount (pulse, FALSE));
          esp_ctl_add_double (builder, "amount_before", esp_pulse_amount (pulse, TRUE));
        }
      json_builder_set_member_name (builder, "days");
      json_builder_begin_array (builder);
      for (guint day = 0; day < pulse->period.n_days; day++)
        json_builder_add_int_value (builder, pulse->now[figures[i]]->days[day]);
      json_builder_end_array (builder);
      esp_ctl_add_text (builder, "open", key);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_changes (JsonBuilder *builder, const EspPulse *pulse)
{
  json_builder_set_member_name (builder, "changed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < pulse->changes->len; i++)
    {
      const EspChange *change = &g_array_index (pulse->changes, EspChange, i);
      g_autofree char *key = esp_change_key (change, &pulse->period);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "what",
                        change->is_rate ? esp_metric_get (change->metric)->key
                                        : esp_lead_set_kind_get_name (change->kind));
      esp_ctl_add_int (builder, "leads", change->part_now);
      esp_ctl_add_int (builder, "before", change->part_before);
      if (change->is_rate)
        {
          esp_ctl_add_int (builder, "of", change->whole_now);
          esp_ctl_add_int (builder, "of_before", change->whole_before);
        }
      esp_ctl_add_double (builder, "relative", esp_change_get_relative (change));
      esp_ctl_add_double (builder, "p", change->p);
      esp_ctl_add_boolean (builder, "is_good", esp_change_is_good (change));
      esp_ctl_add_text (builder, "open", key);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const Options *options)
{
  const EspPeriod *period = &options->pulse->period;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "time_zone", options->zone_name);
  esp_ctl_add_text (builder, "currency", options->currency);
  esp_ctl_add_int (builder, "days", period->n_days);
  esp_ctl_add_int (builder, "from_us", period->now[0]);
  esp_ctl_add_int (builder, "to_us", period->now[period->n_days]);
  add_setup (builder, options->agenda);
  add_agenda (builder, options->agenda);
  json_builder_set_member_name (builder, "goals");
  json_builder_add_value (builder, json_node_copy (options->goals_json));
  add_figures (builder, options->pulse);
  add_changes (builder, options->pulse);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
print_agenda (const Options *options)
{
  const EspAgenda *agenda = options->agenda;

  g_print ("Needs you\n");
  if (agenda->needs->len == 0)
    g_print ("  Nothing needs you\n");
  for (guint i = 0; i < agenda->needs->len; i++)
    {
      const EspNeed *need = g_ptr_array_index (agenda->needs, i);

      g_print ("  %-9s %s%s%s", esp_need_kind_get_name (need->kind),
               need->name != NULL ? need->name : "", need->detail != NULL ? ": " : "",
               need->detail != NULL ? need->detail : "");
      if (need->n > 0)
        g_print (" (%" G_GINT64_FORMAT " leads)", need->n);
      g_print ("\n");
    }
  g_print ("Today\n");
  if (agenda->today->len == 0)
    g_print ("  Nothing goes out today\n");
  for (guint i = 0; i < agenda->today->len; i++)
    {
      const EspTodaySend *send = g_ptr_array_index (agenda->today, i);
      g_autofree char *time =
        esp_format_date (send->at_us, options->zone, ESP_DATE_TIME, ESP_LANG_EN);

      g_print ("  %s  %-10s %s (%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT ")\n", time, send->state,
               send->name, send->n_sent, send->n_total);
    }
}

static void
print_change (const EspChange *change)
{
  EspMetricValue now, before;
  g_autofree char *share_now = NULL;
  g_autofree char *share_before = NULL;

  if (!change->is_rate)
    {
      g_print ("  %s: %" G_GINT64_FORMAT ", before %" G_GINT64_FORMAT " (p = %.2g)\n",
               esp_lead_set_kind_get_name (change->kind), change->part_now, change->part_before,
               change->p);
      return;
    }
  esp_change_evaluate (change, &now, &before);
  share_now = esp_format_share (now.part, now.whole);
  share_before = esp_format_share (before.part, before.whole);
  g_print ("  %s: %s of %" G_GINT64_FORMAT ", before %s of %" G_GINT64_FORMAT " (p = %.2g)\n",
           esp_metric_get (change->metric)->name, share_now, now.whole, share_before, before.whole,
           change->p);
}

static void
print_text (const Options *options)
{
  const EspPulse *pulse = options->pulse;
  guint n_done = esp_agenda_count_steps (options->agenda);

  if (n_done < ESP_N_SETUP_STEPS)
    {
      g_print ("Setup: %u of %u\n", n_done, ESP_N_SETUP_STEPS);
      for (guint i = 0; i < ESP_N_SETUP_STEPS; i++)
        g_print ("  [%c] %s\n", options->agenda->steps[i] ? 'x' : ' ',
                 esp_setup_step_get_name ((EspSetupStep) i));
    }
  print_agenda (options);
  if (options->goals->len > 0)
    g_print ("Goals\n%s", options->goals->str);
  g_print ("Leads in the last %u days, and in the %u before\n", pulse->period.n_days,
           pulse->period.n_days);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autofree char *now = esp_format_count (esp_pulse_count (pulse, figures[i], FALSE));
      g_autofree char *before = esp_format_count (esp_pulse_count (pulse, figures[i], TRUE));

      g_print ("  %-14s %12s %12s\n", esp_lead_set_kind_get_name (figures[i]), now, before);
    }
  g_print ("What changed\n");
  if (pulse->changes->len == 0)
    g_print ("  Nothing beyond chance\n");
  for (guint i = 0; i < pulse->changes->len; i++)
    print_change (&g_array_index (pulse->changes, EspChange, i));
}

static int
write_page (const Options *options)
{
  const EspCtlOverviewPage page = { options->name,   options->zone_name, options->zone,
                                    options->agenda, options->pulse,     options->goals->str };
  g_autoptr (GError) error = NULL;

  return esp_ctl_overview_page_write (&page, options->pdf, &error) ? ESP_CTL_OK
                                                                   : esp_ctl_fail (SUBJECT, error);
}

static int
run (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  gboolean is_ok;

  if (options->n_days < 1 || options->n_days > ESP_PULSE_MAX_DAYS)
    return esp_ctl_usage (SUBJECT, "The number of days is 1 to 28");
  store = esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_read (store, ESP_READ_LONG, load, options, NULL, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (options->pdf != NULL && options->open == NULL)
    return write_page (options);
  if (options->open != NULL)
    for (gsize i = 0; i < options->n_ids; i++)
      g_print ("%u\n", options->ids[i]);
  else if (options->is_json)
    print_json (options);
  else
    print_text (options);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_overview:
 *
 * The subject "overview".
 *
 * Returns: the exit status
 */
int
esp_ctl_overview (int argc, char **argv)
{
  Options options = { .n_days = DEFAULT_DAYS };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "days", 'd', 0, G_OPTION_ARG_INT64, &options.n_days, "length of the period, 1 to 28", "7" },
    { "open", 'o', 0, G_OPTION_ARG_STRING, &options.open,
      "print the ids of the leads behind a number, as --json names them", "SET" },
    { "pdf", 0, 0, G_OPTION_ARG_FILENAME, &options.pdf, "write it as one page of PDF", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("— what needs somebody, and how it goes");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    status = argc == 1 ? run (&options) : esp_ctl_usage (SUBJECT, "It takes options only");
  g_clear_pointer (&options.agenda, esp_agenda_free);
  g_clear_pointer (&options.pulse, esp_pulse_free);
  g_clear_pointer (&options.zone, g_time_zone_unref);
  g_clear_pointer (&options.goals_json, json_node_unref);
  if (options.goals != NULL)
    g_string_free (options.goals, TRUE);
  g_free (options.ids);
  g_free (options.pdf);
  g_free (options.name);
  g_free (options.zone_name);
  g_free (options.currency);
  g_free (options.workspace);
  g_free (options.open);
  return status;
}
