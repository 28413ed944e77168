/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chart widget: named for screen readers, walked over by keys, opened, copied, shown as a table. */
#include "../draw/chart-samples.h"

#include "views/chart/esp-chart-card.h"
#include "views/chart/esp-chart-table-view.h"
#include "views/chart/esp-chart-view.h"

#include <adwaita.h>
#include <string.h>

/* Does what the widget's class does for a key: GTK 4 cannot make key events. */
static gboolean
press (GtkWidget *widget, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
              gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

static GtkWidget *
show (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 700, 420);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static void
take_key_cb (EspChartView *view, const char *key, char **out_key)
{
  g_free (*out_key);
  *out_key = g_strdup (key);
}

static void
test_keys (void)
{
  g_autoptr (EspChart) chart = chart_sample_new (9, ESP_LANG_EN);
  GtkWidget *view = esp_chart_view_new ();
  GtkWidget *window;
  g_autofree char *key = NULL;
  g_autofree char *first = NULL;

  esp_chart_view_set_chart (ESP_CHART_VIEW (view), chart);
  g_signal_connect (view, "drill", G_CALLBACK (take_key_cb), &key);
  window = show (view);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Where do people drop out?");
  g_assert_true (gtk_widget_get_focusable (view));
  g_assert_false (press (view, GDK_KEY_Return, 0)); /* no cursor, nothing to open */
  g_assert_true (press (view, GDK_KEY_Right, 0));
  g_assert_cmpstr (esp_chart_view_get_cursor_text (ESP_CHART_VIEW (view)), ==, "Delivered, 29,112");
  g_assert_true (press (view, GDK_KEY_Down, 0));
  first = g_strdup (esp_chart_view_get_cursor_text (ESP_CHART_VIEW (view)));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       first);
  g_assert_true (press (view, GDK_KEY_Return, 0));
  g_assert_cmpstr (key, ==, "lost");
  g_assert_true (press (view, GDK_KEY_End, 0));
  g_assert_true (press (view, GDK_KEY_Return, 0));
  g_assert_cmpstr (key, ==, "reached");
  g_assert_true (press (view, GDK_KEY_space, 0));
  g_assert_true (press (view, GDK_KEY_Home, 0));
  g_assert_true (press (view, GDK_KEY_Escape, 0));
  g_assert_null (esp_chart_view_get_cursor_text (ESP_CHART_VIEW (view)));
  g_assert_false (press (view, GDK_KEY_Escape, 0)); /* the second one is the window's */
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_another_chart (void)
{
  GtkWidget *view = esp_chart_view_new ();
  GtkWidget *window = show (view);

  for (guint i = 0; i < N_CHART_SAMPLES; i++)
    {
      g_autoptr (EspChart) chart = chart_sample_new (i, i % 2 == 0 ? ESP_LANG_KO : ESP_LANG_EN);

      esp_chart_view_set_chart (ESP_CHART_VIEW (view), chart);
      gtk_test_widget_wait_for_draw (window);
      g_assert_true (press (view, GDK_KEY_Page_Down, 0));
      gtk_test_widget_wait_for_draw (window);
    }
  esp_chart_view_set_chart (ESP_CHART_VIEW (view), NULL);
  g_assert_false (press (view, GDK_KEY_Right, 0));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_zoom (void)
{
  g_autoptr (EspChart) chart = chart_sample_new (2, ESP_LANG_EN);
  g_autoptr (EspChart) bars = chart_sample_new (6, ESP_LANG_EN);
  GtkWidget *view = esp_chart_view_new ();
  GtkWidget *window = show (view);
  g_autofree char *text = NULL;

  esp_chart_view_set_chart (ESP_CHART_VIEW (view), chart);
  gtk_test_widget_wait_for_draw (window);
  for (guint i = 0; i < 12; i++)
    g_assert_true (press (view, GDK_KEY_Right, 0));
  text = g_strdup (esp_chart_view_get_cursor_text (ESP_CHART_VIEW (view)));
  for (guint i = 0; i < 6; i++)
    {
      g_assert_true (press (view, GDK_KEY_plus, 0));
      gtk_test_widget_wait_for_draw (window);
    }
  g_assert_true (press (view, GDK_KEY_Right, 0));
  g_assert_true (press (view, GDK_KEY_Left, 0));
  g_assert_cmpstr (esp_chart_view_get_cursor_text (ESP_CHART_VIEW (view)), ==, text);
  for (guint i = 0; i < 9; i++)
    g_assert_true (press (view, GDK_KEY_minus, 0));
  g_assert_true (press (view, GDK_KEY_Right, 0));
  g_assert_true (press (view, GDK_KEY_Left, 0));
  g_assert_cmpstr (esp_chart_view_get_cursor_text (ESP_CHART_VIEW (view)), ==, text);
  esp_chart_view_set_chart (ESP_CHART_VIEW (view), bars);
  g_assert_false (press (view, GDK_KEY_plus, 0));
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
read_text_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
test_card (void)
{
  g_autoptr (EspChart) chart = chart_sample_new (8, ESP_LANG_KO);
  GtkWidget *card = esp_chart_card_new (NULL);
  GtkWidget *window = show (card);
  EspChartView *view = ESP_CHART_VIEW (find_type (card, ESP_TYPE_CHART_VIEW));
  GtkWidget *table = find_type (card, ESP_TYPE_CHART_TABLE_VIEW);
  g_autofree char *text = NULL;

  esp_chart_card_set_chart (ESP_CHART_CARD (card), chart);
  gtk_test_widget_wait_for_draw (window);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (view)));
  g_assert_true (press (GTK_WIDGET (view), GDK_KEY_t, 0));
  gtk_test_widget_wait_for_draw (window);
  g_assert_true (gtk_widget_get_mapped (table));
  g_assert_nonnull (find_type (table, GTK_TYPE_COLUMN_VIEW));
  g_assert_true (press (card, GDK_KEY_t, 0));
  g_assert_false (esp_chart_view_get_shows_table (view));
  g_assert_true (press (GTK_WIDGET (view), GDK_KEY_c, GDK_CONTROL_MASK));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (card), NULL, read_text_cb, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_prefix (text, "링크\t클릭한 리드\t클릭한 리드 · 전체\t"));
  g_assert_true (
    gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (gtk_widget_get_clipboard (card)),
                                       GDK_TYPE_TEXTURE));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A machine without a display cannot show anything. */
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  g_test_add_func ("/ui/chart-view/keys", test_keys);
  g_test_add_func ("/ui/chart-view/another-chart", test_another_chart);
  g_test_add_func ("/ui/chart-view/zoom-keeps-the-cursor", test_zoom);
  g_test_add_func ("/ui/chart-card/table-and-copy", test_card);
  return g_test_run ();
}
