/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspace of tests that lead people through journeys. */
#include "journey-world.h"

#include "store/esp-consents.h"
#include "store/esp-events.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "store/esp-journey-trouble.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"
#include "store/esp-store.h"
#include "store/esp-tags.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"

#include "base/esp-clock.h"

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
  "\"news@brand.example\"},\"subject\":\"(광고) {{ name "
  "}}님\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"안녕하세요\"]}]}]}]}]}}";

/* What it is called stays with the caller; its UUID is not asked for here. */
static gboolean
insert_segment (EspTx *tx, EspSegment *segment, GError **error)
{
  gboolean is_ok = esp_segment_insert (tx, segment, error);

  g_clear_pointer (&segment->uuid, g_free);
  return is_ok;
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  EspSegment segment = { .name = (char *) "list", .is_static = TRUE };
  gint64 message_id = 0;

  g_assert_nonnull (fields);
  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) "granted" };

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      esp_value_set_text (esp_lead_get_writable (lead, "city"), i % 2 ? "서울" : "부산");
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      if (i % 4 != 0 && !esp_consent_add (tx, &consent, error))
        return FALSE;
    }
  return insert_segment (tx, &segment, error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "한빛", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 중구 보기로 1", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-000-0000", error) &&
         esp_message_insert (tx, "Hello", "email", document, &message_id, error);
}

void
journey_world_write (JourneyWorld *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

void
journey_world_set_up (JourneyWorld *world, gconstpointer data)
{
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (START_US);
  world->store = temp_store_new (world->folder, world->clock);
  world->engine = esp_segment_engine_new ();
  journey_world_write (world, fill);
  world->runner = esp_journey_runner_new (world->store, NULL, NULL);
}

void
journey_world_tear_down (JourneyWorld *world, gconstpointer data)
{
  esp_journey_runner_free (world->runner);
  esp_segment_engine_unref (world->engine);
  temp_store_free (world->store);
  g_assert_finalize_object (world->clock);
  temp_folder_free (world->folder);
}

/* An EspStoreFunc: publishes the text of the world as “J”. */
gboolean
journey_world_publish_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_order_create (tx, "J", world->text, &world->journey_id, error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error);
}

void
journey_world_publish (JourneyWorld *world, const char *text)
{
  world->text = text;
  journey_world_write (world, journey_world_publish_cb);
}

/* Turns until nobody is due. */
void
journey_world_settle (JourneyWorld *world)
{
  EspJourneyTurnResult result = { 0 };

  do
    {
      g_autoptr (GError) error = NULL;

      (void) esp_journey_runner_turn (world->runner, &result, &error);
      g_assert_no_error (error);
    }
  while (result.more);
}

void
journey_world_pass (JourneyWorld *world, gint64 us)
{
  esp_clock_advance (world->clock, us);
  journey_world_settle (world);
}

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspBitmap) inside = esp_journey_leads (tx, world->journey_id, TRUE, error);

  world->n = inside != NULL ? (gint64) esp_bitmap_count (inside) : -1;
  return inside != NULL;
}

gint64
journey_world_count_inside (JourneyWorld *world)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, count_cb, world, NULL, &error));
  return world->n;
}

gboolean
journey_world_enter (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  g_autoptr (EspBitmap) leads = esp_bitmap_new_range (1, N_LEADS);

  return esp_journey_order_enter (tx, engine, world->journey_id, leads, &world->n, error);
}

/* An EspStoreFunc: the event of the world happens to its lead. */
gboolean
journey_world_event_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  const EspEvent event = { .lead_id = world->lead_id,
                           .kind = (char *) world->kind,
                           .at_us = esp_tx_get_now_us (tx) };

  return esp_event_add (tx, &event, NULL, error);
}

void
journey_world_happen (JourneyWorld *world, guint32 lead_id, const char *kind)
{
  world->lead_id = lead_id;
  world->kind = kind;
  journey_world_write (world, journey_world_event_cb);
  journey_world_settle (world);
}

static gboolean
tag_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspBitmap) one = esp_bitmap_new ();
  gint64 tag_id;

  esp_bitmap_add (one, world->lead_id);
  return esp_tag_ensure (tx, world->kind, &tag_id, error) &&
         esp_tag_add (tx, tag_id, one, NULL, error);
}

void
journey_world_tag (JourneyWorld *world, guint32 lead_id, const char *name)
{
  world->lead_id = lead_id;
  world->kind = name;
  journey_world_write (world, tag_cb);
  journey_world_settle (world);
}

static gboolean
ledger_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, world->journey_id, error);
  g_autoptr (EspJourneyVersion) version =
    row != NULL ? esp_journey_version_load (tx, row->id, row->version, error) : NULL;
  g_autoptr (GPtrArray) counts =
    version != NULL ? esp_ledger_counts (tx, version->sends[0], error) : NULL;

  world->n = counts != NULL ? esp_ledger_counts_sum (counts, world->kind, NULL) : -1;
  return counts != NULL;
}

gint64
journey_world_count_ledger (JourneyWorld *world, const char *state)
{
  g_autoptr (GError) error = NULL;

  world->kind = state;
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, ledger_cb, world, NULL, &error));
  return world->n;
}
