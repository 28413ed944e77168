/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every journey to begin with, in both languages: it can be read, has no error in a fresh workspace, its
 * messages are sound, and undo takes all of it back. */
#include "worker/esp-journey-kit.h"

#include "engine/content/esp-message-doc.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/segment/esp-rule-json.h"
#include "store/esp-fields.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-world.h"
#include "worker/esp-rehearsal-run.h"

#include "temp-store.h"

#include <string.h>

#define N_PEOPLE 20

typedef struct
{
  const char *template_id;
  const char *language;
  gint64 id;
  GArray *problems;
  EspJourney *journey;
  guint n_messages;
  guint n_segments;
} Call;

static gboolean
add_birthday (EspTx *tx, gpointer data, GError **error)
{
  g_autofree char *column = NULL;

  return esp_field_create (tx, "생일", ESP_FIELD_DATE, &column, error);
}

static gboolean
make (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return esp_journey_order_from_template (tx, call->template_id, call->language, NULL, &call->id,
                                          error);
}

static gboolean
look (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  g_autoptr (GPtrArray) messages = esp_message_list (tx, FALSE, error);
  g_autoptr (GPtrArray) segments = esp_segment_list (tx, error);
  g_autoptr (EspJourneyRow) row = call->id != 0 ? esp_journey_row_load (tx, call->id, error) : NULL;

  call->n_messages = messages->len;
  call->n_segments = segments->len;
  if (row == NULL)
    return TRUE;
  call->journey = esp_journey_parse_json (row->draft, -1, error);
  call->problems = esp_journey_check_draft (tx, engine, call->id, call->journey, error);
  for (guint i = 0; i < messages->len; i++)
    {
      const EspMessageRow *listed = messages->pdata[i];
      g_autoptr (EspMessageRow) message = esp_message_load (tx, listed->id, error);
      g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (message->document, -1, error);

      g_assert_nonnull (doc);
      /* A workspace is Korean unless it says otherwise, in whatever language its journeys are. */
      if (doc->message_class == ESP_MESSAGE_CLASS_AD)
        g_assert_true (g_str_has_prefix (doc->subject, "(광고)"));
    }
  return call->problems != NULL;
}

static void
assert_sound (const Call *call)
{
  for (guint i = 0; i < call->problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (call->problems, EspJourneyProblem, i);

      g_test_message ("%s %s: %s", call->template_id, call->language, problem->id);
    }
  g_assert_null (esp_journey_problems_first_error (call->problems));
}

static void
call_clear (Call *call)
{
  g_clear_pointer (&call->problems, g_array_unref);
  g_clear_pointer (&call->journey, esp_journey_unref);
}

static gboolean
add_people (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  if (fields == NULL || !add_birthday (tx, data, error))
    return FALSE;
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

/* Everybody who is let in comes to the end of it within half a year: nobody is stuck anywhere. */
static void
assert_ends (EspStore *store, const Call *call)
{
  g_autoptr (EspRehearsalOptions) options = esp_rehearsal_options_new (call->id);
  g_autoptr (EspRehearsal) rehearsal = NULL;
  g_autoptr (GError) error = NULL;
  const EspRehearsalTally *tally;

  options->who = ESP_REHEARSE_EVERYONE;
  options->days = 180;
  options->n_threads = 1;
  rehearsal = esp_rehearsal_run (store, options, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  tally = esp_rehearsal_get_tally (rehearsal);
  g_test_message ("%s %s: %" G_GINT64_FORMAT " inside", call->template_id, call->language,
                  esp_rehearsal_tally_n_inside (tally, G_MAXINT64));
  g_assert_cmpint (tally->n_entered, >=, N_PEOPLE);
  g_assert_cmpint (esp_rehearsal_tally_n_inside (tally, G_MAXINT64), ==, 0);
}

static void
test_each (gconstpointer data)
{
  static const char *const languages[] = { "ko", "en" };
  const char *id = data;
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  EspStore *store = temp_store_new (folder, clock);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (store, NULL, add_people, NULL, NULL, &error));
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      Call call = { id, languages[i], 0, NULL, NULL, 0, 0 };
      Call after = { id, languages[i], 0, NULL, NULL, 0, 0 };
      EspOperation operation = { .kind = "journey-new", .summary = id };
      gint64 history_id = 0;

      g_assert_true (esp_store_write (store, &operation, make, &call, &history_id, &error));
      g_assert_no_error (error);
      g_assert_true (esp_store_read (store, ESP_READ_PAGE, look, &call, NULL, &error));
      g_assert_no_error (error);
      assert_sound (&call);
      g_assert_cmpuint (call.n_messages, >, 0);
      assert_ends (store, &call);
      /* Once more: everything has a name of its own. */
      g_assert_true (esp_store_write (store, &operation, make, &after, NULL, &error));
      g_assert_true (esp_store_read (store, ESP_READ_PAGE, look, &after, NULL, &error));
      assert_sound (&after);
      g_assert_cmpuint (after.n_messages, ==, 2 * call.n_messages);
      g_assert_cmpuint (after.n_segments, ==, call.n_segments);
      g_assert_cmpstr (after.journey->name, !=, call.journey->name);
      call_clear (&call);
      call_clear (&after);
      temp_store_free (store);
      temp_folder_free (folder);
      folder = temp_folder_new ();
      store = temp_store_new (folder, clock);
      g_assert_true (esp_store_write (store, NULL, add_people, NULL, NULL, &error));
    }
  temp_store_free (store);
}

static void
test_one_undo (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  EspStore *store = temp_store_new (folder, clock);
  EspOperation operation = { .kind = "journey-new", .summary = "win-back" };
  Call call = { "win-back", "ko", 0, NULL, NULL, 0, 0 };
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  g_assert_true (esp_store_write (store, &operation, make, &call, &history_id, &error));
  g_assert_true (esp_store_undo (store, history_id, NULL, NULL, &error));
  g_assert_no_error (error);
  call.id = 0;
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, look, &call, NULL, &error));
  g_assert_cmpuint (call.n_messages, ==, 0);
  g_assert_cmpuint (call.n_segments, ==, 0);
  call.template_id = "nothing";
  g_assert_false (esp_store_write (store, NULL, make, &call, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  temp_store_free (store);
}

static gboolean
check_whole (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, call->id, error);

  call->journey = esp_journey_parse_json (row->draft, -1, error);
  call->problems = esp_journey_check_whole (tx, engine, call->id, call->journey, error);
  return call->problems != NULL;
}

static void
assert_refused (EspStore *store, Call *call, const char *why)
{
  g_autoptr (GError) error = NULL;
  const EspJourneyProblem *refused;

  g_assert_true (esp_store_read (store, ESP_READ_LONG, check_whole, call, NULL, &error));
  g_assert_no_error (error);
  refused = esp_journey_problems_first_error (call->problems);
  g_assert_nonnull (refused);
  g_assert_cmpint (refused->code, ==, ESP_JOURNEY_PROBLEM_REFUSED);
  g_assert_cmpstr (refused->refusal.rule, ==, why);
  call_clear (call);
}

static gboolean
set_sender (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_SENDER_EMAIL, "news@example.com", error);
}

/* What would stop the publishing is told while the journey is drawn. */
static void
test_messages_that_are_refused (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  EspStore *store = temp_store_new (folder, clock);
  Call call = { "welcome", "en", 0, NULL, NULL, 0, 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (store, NULL, make, &call, NULL, &error));
  assert_refused (store, &call, "SEND-BROKEN");
  g_assert_true (esp_store_write (store, NULL, set_sender, NULL, NULL, &error));
  assert_refused (store, &call, "KR-AD-05"); /* the label is there; who sends it is not */
  g_assert_no_error (error);
  temp_store_free (store);
}

static void
test_texts (void)
{
  for (guint i = 0; i < esp_journey_template_get_n (); i++)
    {
      g_autofree char *ko = esp_journey_template_dup_title (i, "ko");
      g_autofree char *en = esp_journey_template_dup_title (i, "en");
      g_autofree char *other = esp_journey_template_dup_title (i, "fr");
      g_autofree char *sentence = esp_journey_template_dup_sentence (i, "ko");
      guint found = G_MAXUINT;

      g_assert_cmpstr (ko, !=, en);
      g_assert_cmpstr (en, ==, other);
      g_assert_cmpuint (strlen (sentence), >, 20);
      g_assert_true (esp_journey_template_find (esp_journey_template_get_id (i), &found));
      g_assert_cmpuint (found, ==, i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < esp_journey_template_get_n (); i++)
    {
      const char *id = esp_journey_template_get_id (i);
      g_autofree char *path = g_strconcat ("/journey-kit/", id, NULL);

      g_test_add_data_func (path, id, test_each);
    }
  g_test_add_func ("/journey-kit/one-undo", test_one_undo);
  g_test_add_func ("/journey-kit/refused-messages", test_messages_that_are_refused);
  g_test_add_func ("/journey-kit/texts", test_texts);
  return g_test_run ();
}
