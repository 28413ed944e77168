/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of editing a field: normalised, refused with a reason, never another lead's address. */
#include "store/esp-leads.h"
#include "store/esp-store.h"
#include "worker/esp-lead-edit.h"

#include "temp-store.h"

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  static const char *const emails[] = { "a@example.com", "b@example.com" };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (gsize i = 0; i < G_N_ELEMENTS (emails); i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_set_text (esp_lead_get_writable (lead, "email"), emails[i]);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1789956000000000));
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
  (void) esp_store_write (fixture->store, NULL, fill, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  temp_store_free (fixture->store);
  g_assert_finalize_object (fixture->clock);
  temp_folder_free (fixture->folder);
}

static gboolean
apply (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_edit_apply (tx, data, error);
}

static gint64
edit (Fixture *fixture, const char *column, const char *text, EspLeadEdit *out_edit)
{
  const EspOperation operation = { .kind = "edit" };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  *out_edit = (EspLeadEdit){ .lead_id = 1, .column = column, .text = text, .zone = utc };
  (void) esp_store_write (fixture->store, &operation, apply, out_edit, &history_id, &error);
  g_assert_no_error (error);
  return history_id;
}

static void
test_normalises (Fixture *fixture, gconstpointer data)
{
  EspLeadEdit done;
  gint64 first = edit (fixture, "phone", " 010-1234-5678 ", &done);

  g_assert_true (done.has_changed);
  g_assert_cmpint (first, !=, 0);
  g_assert_cmpstr (done.value.text, ==, "+821012345678");
  esp_value_clear (&done.value);
  /* The same again changes nothing, and leaves nothing to undo. */
  (void) edit (fixture, "phone", "+82 10 1234 5678", &done);
  g_assert_false (done.has_changed);
  g_assert_cmpstr (done.value.text, ==, "+821012345678");
  esp_value_clear (&done.value);
}

static void
test_refuses (Fixture *fixture, gconstpointer data)
{
  EspLeadEdit done;

  (void) edit (fixture, "email", "not an address", &done);
  g_assert_cmpint (done.problem, ==, ESP_FIELD_INPUT_NOT_EMAIL);
  g_assert_false (done.has_changed);
  (void) edit (fixture, "email", "B@example.com", &done);
  g_assert_cmpint (done.taken_by, ==, 2);
  g_assert_false (done.has_changed);
  (void) edit (fixture, "email", "A@example.com", &done);
  g_assert_cmpint (done.taken_by, ==, 0);
  esp_value_clear (&done.value);
}

static void
test_kept_by_program (Fixture *fixture, gconstpointer data)
{
  const EspOperation operation = { .kind = "edit" };
  EspLeadEdit wanted = { .lead_id = 1, .column = "created_at", .text = "2020-01-01" };
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_store_write (fixture->store, &operation, apply, &wanted, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/worker/lead-edit/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("keeps-numbers-in-one-form", test_normalises);
  ADD ("refuses-with-a-reason", test_refuses);
  ADD ("leaves-what-the-program-keeps", test_kept_by_program);
#undef ADD
  return g_test_run ();
}
