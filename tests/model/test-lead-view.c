/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view of leads survives being saved, and what cannot be read is refused with a sentence. */
#include "model/esp-lead-view.h"

#include "store/esp-store-error.h"

#include "test-home.h"

static const char rule[] = "{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[]}}";

static EspLeadView *
make_view (void)
{
  EspLeadView *view = esp_lead_view_new ();

  view->search = g_strdup ("ㄱㅁㅈ");
  view->filter = g_strdup (rule);
  view->sort_column = g_strdup ("last_open_at");
  view->is_descending = FALSE;
  view->columns = g_strsplit ("name,email,c_1", ",", -1);
  view->density = ESP_DENSITY_COMPACT;
  esp_lead_view_set_width (view, "email", 240);
  return view;
}

static void
test_round_trip (void)
{
  g_autoptr (EspLeadView) view = make_view ();
  g_autofree char *json = esp_lead_view_to_json (view);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspLeadView) again = esp_lead_view_parse (json, &error);

  g_assert_no_error (error);
  g_assert_true (esp_lead_view_equal (view, again));
  g_assert_cmpstr (again->search, ==, "ㄱㅁㅈ");
  g_assert_cmpstr (again->filter, ==, rule);
  g_assert_cmpstr (again->sort_column, ==, "last_open_at");
  g_assert_false (again->is_descending);
  g_assert_cmpuint (g_strv_length (again->columns), ==, 3);
  g_assert_cmpint (again->density, ==, ESP_DENSITY_COMPACT);
  g_assert_cmpint (esp_lead_view_get_width (again, "email"), ==, 240);
  g_assert_cmpint (esp_lead_view_get_width (again, "name"), ==, 0);
}

static void
test_width_is_no_change (void)
{
  g_autoptr (EspLeadView) view = make_view ();
  g_autoptr (EspLeadView) wider = esp_lead_view_copy (view);

  esp_lead_view_set_width (wider, "name", 400);
  g_assert_true (esp_lead_view_equal (view, wider));
  wider->is_descending = TRUE;
  g_assert_false (esp_lead_view_equal (view, wider));
}

static void
test_refuses (void)
{
  static const char *const broken[] = {
    "",
    "[]",
    "{\"version\":99}",
    "{\"columns\":\"name\"}",
    "{\"columns\":[\"name\"]}",
    "{\"density\":\"huge\"}",
    "{\"filter\":\"everyone\"}",
    "{\"surprise\":1}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspLeadView) view = esp_lead_view_parse (broken[i], &error);

      g_test_message ("%s", broken[i]);
      g_assert_null (view);
      g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/model/lead-view/survives-being-saved", test_round_trip);
  g_test_add_func ("/model/lead-view/a-width-is-no-change", test_width_is_no_change);
  g_test_add_func ("/model/lead-view/refuses-what-it-cannot-read", test_refuses);
  return g_test_run ();
}
