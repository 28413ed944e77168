/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace with people and one send, whose checks are read as the gate reads them. */
#include "send-check-world.h"

#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-segment-source.h"

#include "temp-store.h"

const Person check_koreans[] = { { "a@shop.kr", "김하나", "KR" },
                                 { "b@shop.kr", "", "KR" },
                                 { 0 } };

const char check_ad[] = DOCUMENT ("ad", "(광고) 봄 소식", "\"fallbacks\":{\"name\":\"고객\"},");

static gboolean
insert_person (EspTx *tx, const Person *person, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_new (fields);
  EspConsent consent = { .channel = (char *) "email",
                         .purpose = (char *) "marketing",
                         .state = (char *) "granted" };
  const char *const columns[][2] = { { "email", person->email },
                                     { "name", person->name },
                                     { "country", person->country },
                                     { "phone", person->phone },
                                     { "time_zone", person->zone } };

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i][1] != NULL && *columns[i][1] != '\0')
      esp_value_set_text (esp_lead_get_writable (lead, columns[i][0]), columns[i][1]);
  if (!esp_lead_insert (tx, lead, error))
    return FALSE;
  consent.lead_id = lead->id;
  if (!person->has_bare_consent)
    {
      consent.source = (char *) "form";
      consent.wording = (char *) "v1";
      consent.at_us = esp_tx_get_now_us (tx) - (person->consent_age_days + 1) * 24 * HOUR_US;
    }
  return esp_consent_add (tx, &consent, error);
}

static gboolean
make_world (EspTx *tx, gpointer data, GError **error)
{
  CheckWorld *world = data;
  g_autoptr (EspSend) send = NULL;
  gint64 campaign_id = 0;

  for (const Person *person = world->people; person->email != NULL; person++)
    if (!insert_person (tx, person, error))
      return FALSE;
  if (!esp_campaign_insert (tx, "Spring", &campaign_id, error))
    return FALSE;
  send = esp_send_new (campaign_id);
  g_free (send->options);
  send->options = g_strdup (world->options);
  if (!esp_channel_ensure_demo (tx, &send->channel_id, error) ||
      !esp_message_insert (tx, "m", "email", world->document, &send->message_id, error) ||
      !esp_send_insert (tx, send, error))
    return FALSE;
  world->send_id = send->id;
  return TRUE;
}

void
check_world_write (CheckWorld *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

void
check_world_init (CheckWorld *world,
                  const Person *people,
                  const char *document,
                  const char *options)
{
  *world = (CheckWorld){ .people = people, .document = document, .options = options };
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOON_US);
  world->store = temp_store_new (world->folder, world->clock);
  check_world_write (world, make_world);
}

void
check_world_clear (CheckWorld *world)
{
  temp_store_free (world->store);
  g_object_unref (world->clock);
  esp_send_check_free (world->check);
  esp_waterfall_free (world->waterfall);
  temp_folder_free (world->folder);
}

static gboolean
read_check (EspTx *tx, gpointer data, GError **error)
{
  CheckWorld *world = data;
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, world->send_id, error);
  g_autoptr (EspSendTally) tally = NULL;

  g_clear_pointer (&world->check, esp_send_check_free);
  g_clear_pointer (&world->waterfall, esp_waterfall_free);
  tally = esp_send_tally_new (tx, plan, esp_segment_source_members, error);
  g_assert_no_error (*error);
  world->check = esp_send_check_new (tx, plan, tally, error);
  world->waterfall = g_steal_pointer (&tally->waterfall);
  return world->check != NULL;
}

const EspContentFinding *
check_world_find (CheckWorld *world, const char *rule)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (world->store, ESP_READ_LONG, read_check, world, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < world->check->findings->len; i++)
    {
      const EspContentFinding *finding = world->check->findings->pdata[i];

      if (g_str_equal (finding->rule->id, rule))
        return finding;
    }
  return NULL;
}

EspSeverity
check_world_severity (CheckWorld *world, const char *rule)
{
  const EspContentFinding *finding = check_world_find (world, rule);

  if (finding == NULL)
    g_error ("%s was not checked", rule);
  return finding->severity;
}

gboolean
check_world_set_sender (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "한빛", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 중구 보기로 1", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-000-0000", error);
}
