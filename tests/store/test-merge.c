/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of a merge: nothing is lost, no is no, and undoing makes two of one again. */
#include "store/esp-consents.h"
#include "store/esp-duplicates.h"
#include "store/esp-events.h"
#include "store/esp-identities.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-merge.h"
#include "store/esp-notes.h"
#include "store/esp-store.h"
#include "store/esp-suppressions.h"
#include "store/esp-tags.h"
#include "store/esp-timeline.h"

#include "temp-store.h"

#define NOW_US G_GINT64_CONSTANT (1789956000000000)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (NOW_US);
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  temp_store_free (fixture->store);
  g_assert_finalize_object (fixture->clock);
  temp_folder_free (fixture->folder);
}

static gint64
write_store (Fixture *fixture, const char *kind, EspStoreFunc func, gpointer data)
{
  const EspOperation operation = { .kind = kind };
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  (void) esp_store_write (fixture->store, kind != NULL ? &operation : NULL, func, data, &history_id,
                          &error);
  g_assert_no_error (error);
  return history_id;
}

static void
read_store (Fixture *fixture, EspStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (fixture->store, ESP_READ_PAGE, func, data, NULL, &error);
  g_assert_no_error (error);
}

static gint64
number (EspTx *tx, const char *sql)
{
  gint64 value = -1;

  g_assert_true (esp_db_query_int64 (esp_tx_get_db (tx), sql, &value, NULL));
  return value;
}

static gboolean
insert_lead (EspTx *tx, const char *email, const char *phone, const char *name, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_new (fields);

  esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
  if (phone != NULL)
    esp_value_set_text (esp_lead_get_writable (lead, "phone"), phone);
  esp_value_set_text (esp_lead_get_writable (lead, "name"), name);
  esp_value_set_text (esp_lead_get_writable (lead, "company"), "Espalier");
  return esp_lead_insert (tx, lead, error);
}

static gboolean
say (EspTx *tx, gint64 lead_id, const char *purpose, const char *state, gint64 at_us)
{
  const EspConsent consent = { .lead_id = lead_id,
                               .channel = (char *) "email",
                               .purpose = (char *) purpose,
                               .state = (char *) state,
                               .at_us = at_us };

  return esp_consent_add (tx, &consent, NULL);
}

static gboolean
tag (EspTx *tx, gint64 lead_id, const char *name)
{
  g_autoptr (EspBitmap) lead = esp_bitmap_new ();
  gint64 id;

  esp_bitmap_add (lead, (guint32) lead_id);
  return esp_tag_ensure (tx, name, &id, NULL) && esp_tag_add (tx, id, lead, NULL, NULL);
}

/* Lead 1 and 2 are one person; 2 withdrew long ago, unsubscribed, and got more. 3 is somebody else. */
static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  EspEvent open = { .lead_id = 2, .kind = (char *) ESP_EVENT_OPEN, .at_us = NOW_US - 10 };
  static const char *const statements[] = {
    "INSERT INTO campaign (id, uuid, name, created_at, updated_at)"
    " VALUES (1, zeroblob (16), 'C', 0, 0)",
    "INSERT INTO send (id, uuid, campaign_id, audience, state, created_at, updated_at)"
    " VALUES (1, zeroblob (16), 1, '{}', 'done', 0, 0), (2, zeroblob (16), 1, '{}', 'done', 0, 0),"
    " (3, zeroblob (16), 1, '{\"leads\":[2,3]}', 'draft', 0, 0)",
    "INSERT INTO delivery (send_id, lead_id, state, message_key, created_at, updated_at)"
    " VALUES (1, 1, 'queued', NULL, 5, 5), (1, 2, 'sent', 'k', 6, 7), (2, 2, 'sent', 'l', 8, 9)",
    "INSERT INTO identity (kind, value, lead_id, first_seen_at, last_seen_at)"
    " VALUES ('visitor', 'v1', 2, 1, 2)",
    "INSERT INTO purchase (lead_id, at, amount, currency) VALUES (2, 1, 1000, 'KRW')",
    "INSERT INTO segment (id, uuid, name, kind, created_at, updated_at)"
    " VALUES (1, zeroblob (16), 'S', 'static', 0, 0)",
    "INSERT INTO segment_member (segment_id, lead_id, added_at) VALUES (1, 2, 3)",
  };

  if (!insert_lead (tx, "kim@old.example", "+821012345678", "Kim", error) ||
      !insert_lead (tx, "kim@new.example", "+821012345678", "Kim", error) ||
      !insert_lead (tx, "lee@example.com", NULL, "Lee", error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!esp_db_exec (esp_tx_get_db (tx), statements[i], error))
      return FALSE;
  return say (tx, 1, "marketing", "granted", NOW_US - 100) &&
         say (tx, 2, "marketing", "withdrawn", NOW_US - 500) &&
         say (tx, 2, "night", "granted", NOW_US - 500) && tag (tx, 1, "a") && tag (tx, 2, "a") &&
         tag (tx, 2, "b") && esp_event_add (tx, &open, NULL, error) &&
         esp_note_add (tx, 2, "Called", NULL, error) &&
         esp_suppress_address (tx, "email", "kim@new.example", "unsubscribed", NULL, error);
}

static gboolean
merge (EspTx *tx, gpointer data, GError **error)
{
  EspMergeResult *result = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) after = esp_lead_load (tx, fields, 1, error);

  esp_value_set_text (esp_lead_get_writable (after, "city"), "서울");
  return esp_merge_leads (tx, 2, after, result, error);
}

static gboolean
check_merged (EspTx *tx, gpointer data, GError **error)
{
  g_autofree char *state = NULL;
  g_autofree char *night = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GPtrArray) identities = esp_identity_list (tx, 1, error);
  g_autoptr (EspLedgerRow) row = esp_ledger_find (tx, 1, 1, error);
  g_auto (GStrv) tags = esp_tag_list_of_lead (tx, 1, error);
  gint64 at_us;

  g_assert_cmpint (number (tx, "SELECT count (*) FROM lead"), ==, 2);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM event WHERE lead_id = 1"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT n_opened FROM lead_stat WHERE lead_id = 1"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM note WHERE lead_id = 1"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM purchase WHERE lead_id = 1"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM segment_member WHERE lead_id = 1"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT value FROM json_each ((SELECT audience FROM send WHERE id = "
                               "3), '$.leads') ORDER BY value LIMIT 1"),
                   ==, 1);
  g_assert_cmpuint (identities->len, ==, 1);
  g_assert_cmpuint (g_strv_length (tags), ==, 2);
  /* Both were in send 1: the one that got it is what the person shows; nobody is queued twice. */
  g_assert_cmpstr (row->state, ==, "sent");
  g_assert_cmpstr (row->message_key, ==, "k");
  g_assert_cmpint (number (tx, "SELECT count (*) FROM delivery WHERE lead_id = 1"), ==, 2);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM delivery"), ==, 3);
  /* The newer yes does not beat the older no, and the address that is kept is closed. */
  g_assert_true (esp_consent_get_state (tx, 1, "email", "marketing", &state, &at_us, error));
  g_assert_cmpstr (state, ==, "withdrawn");
  g_assert_true (esp_consent_get_state (tx, 1, "email", "night", &night, &at_us, error));
  g_assert_cmpstr (night, ==, "granted");
  g_assert_true (esp_suppression_reason (tx, 1, "email", &reason, &at_us, error));
  g_assert_cmpstr (reason, ==, "unsubscribed");
  return TRUE;
}

static gboolean
check_two_again (EspTx *tx, gpointer data, GError **error)
{
  g_autofree char *state = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (EspLedgerRow) row = esp_ledger_find (tx, 1, 1, error);
  gint64 at_us;

  g_assert_cmpint (number (tx, "SELECT count (*) FROM lead"), ==, 3);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM lead WHERE city IS NOT NULL"), ==, 0);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM event WHERE lead_id = 2"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM lead_stat WHERE lead_id = 1"), ==, 0);
  g_assert_cmpint (number (tx, "SELECT n_opened FROM lead_stat WHERE lead_id = 2"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM lead_tag WHERE lead_id = 2"), ==, 2);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM lead_tag WHERE lead_id = 1"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM segment_member WHERE lead_id = 2"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM identity WHERE lead_id = 2"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM consent WHERE lead_id = 1"), ==, 1);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM delivery WHERE lead_id = 2"), ==, 2);
  g_assert_cmpint (number (tx, "SELECT count (*) FROM suppression"), ==, 1);
  g_assert_cmpstr (row->state, ==, "queued");
  g_assert_true (esp_consent_get_state (tx, 1, "email", "marketing", &state, &at_us, error));
  g_assert_cmpstr (state, ==, "granted");
  g_assert_true (esp_suppression_reason (tx, 1, "email", &reason, &at_us, error));
  g_assert_null (reason);
  g_clear_pointer (&reason, g_free);
  g_assert_true (esp_suppression_reason (tx, 2, "email", &reason, &at_us, error));
  g_assert_cmpstr (reason, ==, "unsubscribed");
  return TRUE;
}

static void
test_merge (Fixture *fixture, gconstpointer data)
{
  EspMergeResult result = { 0 };
  EspUndoResult undone = { 0 };
  gint64 history_id, undo_id;
  g_autoptr (GError) error = NULL;

  write_store (fixture, NULL, fill, NULL);
  history_id = write_store (fixture, "merge", merge, &result);
  g_assert_cmpint (result.n_events, ==, 1);
  g_assert_cmpint (result.n_notes, ==, 1);
  g_assert_cmpint (result.n_messages, ==, 1);
  g_assert_cmpint (result.n_consents, ==, 2);
  read_store (fixture, check_merged, NULL);

  (void) esp_store_undo (fixture->store, history_id, &undone, &undo_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (undone.n_kept, ==, 0);
  read_store (fixture, check_two_again, NULL);

  (void) esp_store_undo (fixture->store, undo_id, &undone, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (undone.n_kept, ==, 0);
  read_store (fixture, check_merged, NULL);
}

static gboolean
take_email (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) after = esp_lead_load (tx, fields, 1, error);

  esp_value_set_text (esp_lead_get_writable (after, "email"), "kim@new.example");
  return esp_merge_leads (tx, 2, after, NULL, error);
}

/* The address of the one that goes can be kept, and goes back when it is undone. */
static void
test_takes_address (Fixture *fixture, gconstpointer data)
{
  EspUndoResult undone = { 0 };
  gint64 history_id;
  g_autoptr (GError) error = NULL;

  write_store (fixture, NULL, fill, NULL);
  history_id = write_store (fixture, "merge", take_email, NULL);
  (void) esp_store_undo (fixture->store, history_id, &undone, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (undone.n_kept, ==, 0);
  read_store (fixture, check_two_again, NULL);
}

static gboolean
begin_handing_over (EspTx *tx, gpointer data, GError **error)
{
  return esp_db_exec (esp_tx_get_db (tx), "UPDATE delivery SET state = 'sending' WHERE id = 1",
                      error);
}

static void
test_waits (Fixture *fixture, gconstpointer data)
{
  const EspOperation operation = { .kind = "merge" };
  g_autoptr (GError) error = NULL;

  write_store (fixture, NULL, fill, NULL);
  write_store (fixture, NULL, begin_handing_over, NULL);
  g_assert_false (esp_store_write (fixture->store, &operation, take_email, NULL, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_BUSY);
}

static void
test_strictest (void)
{
  g_assert_cmpstr (esp_merge_strictest ("granted", "withdrawn"), ==, "withdrawn");
  g_assert_cmpstr (esp_merge_strictest ("denied", "granted"), ==, "denied");
  g_assert_cmpstr (esp_merge_strictest ("granted", "pending"), ==, "pending");
  g_assert_cmpstr (esp_merge_strictest (NULL, "granted"), ==, "granted");
  g_assert_cmpstr (esp_merge_strictest ("unknown", "granted"), ==, "granted");
  g_assert_null (esp_merge_strictest (NULL, NULL));
}

static gboolean
fill_duplicates (EspTx *tx, gpointer data, GError **error)
{
  return insert_lead (tx, "kim@example.com", "+821011112222", "Kim", error) &&
         insert_lead (tx, "kim+shop@example.com", NULL, "Kim Minji", error) &&
         insert_lead (tx, "other@example.com", "+821011112222", "Park", error) &&
         insert_lead (tx, "kimchi@example.com", NULL, "KIM", error) &&
         insert_lead (tx, "gone@example.com", "+821011112222", "Kim", error) &&
         esp_lead_set_archived (tx, 5, TRUE, error);
}

static gboolean
check_duplicates (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) all = esp_duplicates_list (tx, 10, error);
  g_autoptr (GPtrArray) mine = esp_duplicates_of (tx, 2, error);
  const EspDuplicateGroup *group;

  g_assert_cmpuint (all->len, ==, 3);
  group = all->pdata[0];
  g_assert_cmpint (group->kind, ==, ESP_DUPLICATE_EMAIL);
  g_assert_cmpstr (group->shared, ==, "kim@example.com");
  group = all->pdata[1];
  g_assert_cmpint (group->kind, ==, ESP_DUPLICATE_PHONE);
  g_assert_cmpint (group->n, ==, 2);
  g_assert_cmpint (g_array_index (group->leads, guint32, 1), ==, 3);
  group = all->pdata[2];
  g_assert_cmpint (group->kind, ==, ESP_DUPLICATE_NAME_COMPANY);
  g_assert_cmpuint (mine->len, ==, 1);
  group = mine->pdata[0];
  g_assert_cmpint (g_array_index (group->leads, guint32, 0), ==, 1);
  g_assert_cmpint (g_array_index (group->leads, guint32, 1), ==, 2);
  return TRUE;
}

static void
test_duplicates (Fixture *fixture, gconstpointer data)
{
  write_store (fixture, NULL, fill_duplicates, NULL);
  read_store (fixture, check_duplicates, NULL);
}

static gboolean
change_note (EspTx *tx, gpointer data, GError **error)
{
  return esp_note_set_body (tx, 1, data, error);
}

static gboolean
delete_note (EspTx *tx, gpointer data, GError **error)
{
  return esp_note_delete (tx, 1, error);
}

static gboolean
check_pages (EspTx *tx, gpointer data, GError **error)
{
  EspTimelineQuery query = { .lead_id = 2, .limit = 2 };
  guint n_seen = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) items = esp_timeline_load (tx, &query, error);

      n_seen += items->len;
      if (items->len == 0)
        break;
      esp_timeline_query_after (&query, items->pdata[items->len - 1]);
    }
  g_assert_cmpuint (n_seen, ==, 6);
  query =
    (EspTimelineQuery){ .lead_id = 2, .limit = 10, .kinds = ESP_TIMELINE_SET (ESP_TIMELINE_NOTE) };
  {
    g_autoptr (GPtrArray) notes = esp_timeline_load (tx, &query, error);

    g_assert_cmpuint (notes->len, ==, 1);
    g_assert_cmpstr (((EspTimelineItem *) notes->pdata[0])->detail, ==, data);
  }
  return TRUE;
}

static void
test_notes (Fixture *fixture, gconstpointer data)
{
  const EspOperation operation = { .kind = "note" };
  EspUndoResult undone;
  gint64 history_id;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) empty = NULL;

  write_store (fixture, NULL, fill, NULL);
  read_store (fixture, check_pages, (gpointer) "Called");
  write_store (fixture, "note", change_note, (gpointer) "Called twice");
  history_id = write_store (fixture, "note", delete_note, NULL);
  (void) esp_store_undo (fixture->store, history_id, &undone, NULL, &error);
  g_assert_no_error (error);
  read_store (fixture, check_pages, (gpointer) "Called twice");
  g_assert_false (
    esp_store_write (fixture->store, &operation, change_note, (gpointer) " \n", NULL, &empty));
  g_assert_error (empty, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("merge/loses-nothing-and-is-undone", test_merge);
  ADD ("merge/takes-the-address-of-the-other", test_takes_address);
  ADD ("merge/waits-for-what-is-being-handed-over", test_waits);
  g_test_add_func ("/store/merge/the-strictest-word-holds", test_strictest);
  ADD ("duplicates/are-found-and-archived-ones-are-not", test_duplicates);
  ADD ("notes/are-edited-deleted-and-come-back", test_notes);
#undef ADD
  return g_test_run ();
}
