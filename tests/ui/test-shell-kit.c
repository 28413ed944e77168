/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts that all screens share keep what their headers say. */
#include <adwaita.h>

#include "views/shell/esp-banner.h"
#include "views/shell/esp-chip.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-live.h"
#include "views/shell/esp-panes.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-sql-sorter.h"
#include "views/shell/esp-text-scale.h"
#include "views/shell/esp-wrap-box.h"

static void
test_sorter (void)
{
  g_autoptr (GtkWidget) view = g_object_ref_sink (gtk_column_view_new (NULL));
  GtkColumnView *columns = GTK_COLUMN_VIEW (view);
  static const char *const names[] = { "email", "name", "score" };
  GtkColumnViewColumn *made[3];
  gboolean is_descending = FALSE;

  g_assert_null (esp_sql_sorter_probe (columns, &is_descending));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GtkSorter) sorter = esp_sql_sorter_new (names[i]);

      made[i] = gtk_column_view_column_new (names[i], NULL);
      gtk_column_view_column_set_sorter (made[i], sorter);
      gtk_column_view_append_column (columns, made[i]);
      g_object_unref (made[i]);
    }
  gtk_column_view_sort_by_column (columns, made[1], GTK_SORT_ASCENDING);
  g_assert_cmpstr (esp_sql_sorter_probe (columns, &is_descending), ==, "name");
  g_assert_false (is_descending);
  gtk_column_view_sort_by_column (columns, made[2], GTK_SORT_DESCENDING);
  g_assert_cmpstr (esp_sql_sorter_probe (columns, &is_descending), ==, "score");
  g_assert_true (is_descending);
}

static void
test_wrap_box (void)
{
  g_autoptr (GtkWidget) box = g_object_ref_sink (esp_wrap_box_new ());
  int one_line, narrow;

  for (guint i = 0; i < 6; i++)
    esp_wrap_box_append (ESP_WRAP_BOX (box), esp_chip_new ("opened in 30 days", TRUE));
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 10000, NULL, &one_line, NULL, NULL);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 300, NULL, &narrow, NULL, NULL);
  g_assert_cmpint (one_line, >, 0);
  g_assert_cmpint (narrow, >=, 3 * one_line);
}

static void
count_cb (gpointer object, guint *count)
{
  (*count)++;
}

static void
test_chip (void)
{
  g_autoptr (GtkWidget) chip = g_object_ref_sink (esp_chip_new ("서울", TRUE));
  g_autoptr (GtkWidget) fixed = g_object_ref_sink (esp_chip_new ("부산", FALSE));
  guint n_removed = 0;

  g_signal_connect (chip, "removed", G_CALLBACK (count_cb), &n_removed);
  g_signal_connect (fixed, "removed", G_CALLBACK (count_cb), &n_removed);
  gtk_widget_activate_action (chip, "chip.remove", NULL);
  gtk_widget_activate_action (fixed, "chip.remove", NULL);
  g_assert_cmpuint (n_removed, ==, 1);
}

static void
test_live (void)
{
  g_autoptr (GtkWidget) live = g_object_ref_sink (esp_live_new ());

  esp_live_say (ESP_LIVE (live), "one", FALSE);
  esp_live_say (ESP_LIVE (live), "two", FALSE);
  g_assert_cmpstr (esp_live_get_text (ESP_LIVE (live), FALSE), ==, "one");
  esp_live_say (ESP_LIVE (live), "stop", TRUE);
  g_assert_cmpstr (esp_live_get_text (ESP_LIVE (live), TRUE), ==, "stop");
}

static void
test_banner (void)
{
  g_autoptr (GtkWidget) banner = g_object_ref_sink (esp_banner_new (ESP_BANNER_WARNING));

  g_assert_false (esp_banner_is_shown (ESP_BANNER (banner)));
  esp_banner_set_text (ESP_BANNER (banner), "Offline");
  g_assert_true (gtk_widget_get_visible (banner));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (banner), GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (banner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Offline");
  esp_banner_set_text (ESP_BANNER (banner), NULL);
  g_assert_false (gtk_widget_get_visible (banner));
}

static void
test_form_error (void)
{
  g_autoptr (GtkWidget) row = g_object_ref_sink (esp_form_entry_row_new ("Email", "a"));
  g_autoptr (GtkWidget) error_row = g_object_ref_sink (esp_form_error_row_new ());

  g_assert_false (gtk_widget_get_visible (error_row));
  esp_form_row_set_error (row, error_row, "Write an address with @.");
  g_assert_true (gtk_widget_get_visible (error_row));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  esp_form_row_set_error (row, error_row, NULL);
  g_assert_false (gtk_widget_get_visible (error_row));
}

static void
test_panes (void)
{
  static const struct
  {
    int width;
    EspWidthClass width_class;
  } cases[] = {
    { 640, ESP_WIDTH_NARROW },  { 959, ESP_WIDTH_NARROW }, { 960, ESP_WIDTH_NORMAL },
    { 1279, ESP_WIDTH_NORMAL }, { 1280, ESP_WIDTH_WIDE },
  };
  g_autoptr (GtkWidget) panes = g_object_ref_sink (esp_panes_new ());

  esp_panes_set_sidebar (ESP_PANES (panes), gtk_label_new ("areas"));
  esp_panes_set_content (ESP_PANES (panes), gtk_label_new ("content"));
  esp_panes_set_inspector (ESP_PANES (panes), gtk_label_new ("inspector"));
  esp_panes_set_show_inspector (ESP_PANES (panes), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int minimum;

      gtk_widget_measure (panes, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, cases[i].width);
      gtk_widget_measure (panes, GTK_ORIENTATION_VERTICAL, cases[i].width, &minimum, NULL, NULL,
                          NULL);
      gtk_widget_allocate (panes, cases[i].width, 700, -1, NULL);
      g_assert_cmpint (esp_panes_get_width_class (ESP_PANES (panes)), ==, cases[i].width_class);
      g_assert_cmpint (esp_panes_is_content_visible (ESP_PANES (panes)), ==,
                       cases[i].width_class != ESP_WIDTH_NARROW);
      g_assert_cmpint (esp_panes_is_inspector_beside (ESP_PANES (panes)), ==,
                       cases[i].width_class == ESP_WIDTH_WIDE);
    }
}

static int
measure_icon (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *image = gtk_image_new_from_icon_name ("edit-find-symbolic");
  int natural;

  gtk_window_set_child (GTK_WINDOW (window), image);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_measure (image, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  return natural;
}

/* Symbols grow with the words beside them, and shrink again with them, but not below their own size. */
static void
test_text_scale (void)
{
  static const int dpis[] = { 96, 192, 120, 72, 960, 96 };
  static const int sizes[] = { 16, 32, 20, 16, 40, 16 };
  GtkWidget *window = gtk_window_new ();
  GtkSettings *settings = gtk_widget_get_settings (window);

  g_object_set (settings, "gtk-xft-dpi", 96 * PANGO_SCALE, NULL);
  esp_text_scale_icons (gdk_display_get_default ());
  for (guint i = 0; i < G_N_ELEMENTS (dpis); i++)
    {
      g_object_set (settings, "gtk-xft-dpi", dpis[i] * PANGO_SCALE, NULL);
      g_assert_cmpfloat_with_epsilon (esp_text_scale_get (window), dpis[i] / 96.0, 0.001);
      g_assert_cmpint (measure_icon (), ==, sizes[i]);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_title (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_has_css_class (child, "title") ? child : find_title (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Returns: how far the title goes beyond its row in a window of that width */
static int
measure_overflow (int width)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_action_row_new ();
  int overflow;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "메시지는 광고가 아닌데 발송은 광고로 "
                                                            "다뤄요. 동의한 사람만 받아요.");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), "주의 · 좋은 관행");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), width, 300);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (row) == 0)
    g_main_context_iteration (NULL, TRUE);
  overflow = gtk_widget_get_width (find_title (row)) - gtk_widget_get_width (row);
  gtk_window_destroy (GTK_WINDOW (window));
  return overflow;
}

/* Korean words that fill two lines stay within their row, whatever its width. */
static void
test_row_lines (void)
{
  for (int width = 260; width <= 460; width += 40)
    g_assert_cmpint (measure_overflow (width), <=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  g_test_add_func ("/ui/sql-sorter/tells-column-and-direction", test_sorter);
  g_test_add_func ("/ui/wrap-box/wraps", test_wrap_box);
  g_test_add_func ("/ui/chip/removed-only-when-removable", test_chip);
  g_test_add_func ("/ui/live/one-at-a-time-and-urgent-at-once", test_live);
  g_test_add_func ("/ui/banner/alerts-when-it-appears", test_banner);
  g_test_add_func ("/ui/form/error-stands-by-the-field", test_form_error);
  g_test_add_func ("/ui/panes/width-classes", test_panes);
  g_test_add_func ("/ui/text-scale/icons-grow-with-words", test_text_scale);
  g_test_add_func ("/ui/row-lines/korean-stays-within", test_row_lines);
  return g_test_run ();
}
