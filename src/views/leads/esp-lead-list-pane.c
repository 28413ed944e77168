/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of leads as a whole: what is asked, what comes back, and which state that is. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "views/leads/esp-lead-display.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-wrap-box.h"
#include "views/shell/esp-word-wrap.h"

#include <glib/gi18n.h>

/* Nothing moves for a query that answers sooner than this. */
#define SHOW_PROGRESS_MS 150
#define PULSE_MS 120

enum
{
  STATE_CHANGED,
  CURSOR_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspLeadListPane, esp_lead_list_pane, GTK_TYPE_WIDGET)

static void update_progress (EspLeadListPane *self);

/**
 * esp_lead_list_pane_is_filtered:
 *
 * Returns: whether there may be more leads than those of the list
 */
gboolean
esp_lead_list_pane_is_filtered (EspLeadListPane *self)
{
  return self->drill != NULL || *self->search_text != '\0' ||
         !esp_lead_filter_bar_is_empty (self->bar);
}

static gboolean
is_busy (EspLeadListPane *self)
{
  return esp_lead_list_is_loading (self->list) || esp_lead_filter_is_loading (self->filter);
}

/* Search and filter in words, the two split by @between; NULL where neither limits the list. */
static char *
describe_limits (EspLeadListPane *self, const char *between)
{
  g_autofree char *filters = esp_lead_filter_bar_dup_sentence (self->bar);
  g_autofree char *search = *self->search_text != '\0'
                              ? g_strdup_printf (_ ("Searched for “%s”"), self->search_text)
                              : NULL;

  return filters != NULL && search != NULL ? g_strconcat (search, between, filters, NULL)
                                           : g_strdup (filters != NULL ? filters : search);
}

/**
 * esp_lead_list_pane_dup_within:
 *
 * Returns: (transfer full) (nullable): what the leads of the list have in common, in words
 */
char *
esp_lead_list_pane_dup_within (EspLeadListPane *self)
{
  g_autofree char *limits = describe_limits (self, " · ");

  if (self->drill == NULL)
    return g_steal_pointer (&limits);
  return limits != NULL ? g_strconcat (self->drill->sentence, " · ", limits, NULL)
                        : g_strdup (self->drill->sentence);
}

static void
show_nothing_found (EspLeadListPane *self)
{
  g_autofree char *text = describe_limits (self, "\n");
  g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  adw_status_page_set_description (self->none_page, escaped);
}

static void
update_state (EspLeadListPane *self)
{
  const char *state = "list";

  if (self->failure != NULL)
    state = "failed";
  else if (esp_lead_list_get_n (self->list) == 0 && esp_lead_list_is_known (self->list) &&
           !is_busy (self))
    state = esp_lead_list_pane_is_filtered (self) ? "none" : "first";
  if (g_str_equal (state, "none"))
    show_nothing_found (self);
  if (self->failure != NULL)
    adw_status_page_set_description (self->failed_page, self->failure);
  gtk_stack_set_visible_child_name (self->states, state);
}

static void
update_bar (EspLeadListPane *self)
{
  guint n_selected = esp_lead_selection_get_n (self->selection);
  guint n = esp_lead_list_get_n (self->list);
  g_autofree char *selected = esp_format_count (n_selected);
  g_autofree char *all = esp_format_count (n);
  guint n_hidden = self->keeps_hidden ? esp_lead_selection_get_n_hidden (self->selection) : 0;
  g_autofree char *hidden = esp_format_count (n_hidden);
  g_autofree char *text =
    n_hidden > 0
      /* Translators: how many leads are selected, then how many of them the filter hides */
      ? g_strdup_printf (_ ("%s selected, %s of them hidden"), selected, hidden)
      /* Translators: first how many leads are selected, then how many the list shows */
      : g_strdup_printf (_ ("%s of %s selected"), selected, all);
  g_autofree char *button = g_strdup_printf (_ ("Select all %s"), all);

  gtk_label_set_text (self->bar_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->bar_label), text);
  gtk_button_set_label (self->select_all_button, button);
  gtk_widget_set_visible (GTK_WIDGET (self->select_all_button), n_selected - n_hidden < n);
  gtk_revealer_set_reveal_child (self->bar_revealer, n_selected > 0);
  esp_lead_list_pane_selection_changed (self);
  esp_lead_list_pane_update_actions (self);
}

static gboolean
progress_cb (gpointer user_data)
{
  EspLeadListPane *self = user_data;

  /* Whoever waits longer is told that it is being counted. */
  if (!gtk_widget_get_visible (GTK_WIDGET (self->progress)))
    g_signal_emit (self, signals[STATE_CHANGED], 0);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  gtk_progress_bar_pulse (self->progress);
  self->progress_source = g_timeout_add (PULSE_MS, progress_cb, self);
  return G_SOURCE_REMOVE;
}

static void
update_progress (EspLeadListPane *self)
{
  if (is_busy (self))
    {
      if (self->progress_source == 0)
        self->progress_source = g_timeout_add (SHOW_PROGRESS_MS, progress_cb, self);
      return;
    }
  g_clear_handle_id (&self->progress_source, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
}

static void
loading_cb (EspLeadListPane *self)
{
  update_progress (self);
  if (is_busy (self))
    return;
  if (esp_lead_list_pane_is_filtered (self))
    esp_lead_list_pane_drop_hidden (self);
  update_state (self);
  update_bar (self);
  if (self->must_scroll_up)
    esp_lead_table_scroll_up (self->table);
  self->must_scroll_up = FALSE;
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

/**
 * esp_lead_list_pane_set_failure:
 * @error: (nullable): %NULL when all is well again
 */
void
esp_lead_list_pane_set_failure (EspLeadListPane *self, const GError *error)
{
  g_clear_pointer (&self->failure, g_free);
  if (error != NULL && error->domain == ESP_RULE_ERROR)
    self->failure = g_strdup (_ ("A filter asks for a field, a segment or a campaign that is gone. "
                                 "Change the filter or take it away."));
  else if (error != NULL)
    self->failure = esp_store_message (error);
  update_progress (self);
  update_state (self);
}

static void
failed_cb (EspLeadListPane *self, const GError *error)
{
  esp_lead_list_pane_set_failure (self, error);
}

/**
 * esp_lead_list_pane_ask:
 *
 * Asks for the rows: those that the filter lets through and the search finds, in the order of the table.
 */
void
esp_lead_list_pane_ask (EspLeadListPane *self)
{
  EspLeadQuery query = { .within = esp_lead_filter_get_leads (self->filter),
                         .search = self->search_text };

  query.sort_column = esp_lead_table_get_sort (self->table, &query.is_descending);
  g_clear_pointer (&self->failure, g_free);
  esp_lead_list_set_query (self->list, &query);
}

/**
 * esp_lead_list_pane_filter:
 *
 * Takes up what the chips say, and who was drilled to.
 */
void
esp_lead_list_pane_filter (EspLeadListPane *self)
{
  g_autoptr (EspRule) rule = esp_lead_filter_bar_dup_rule (self->bar);

  self->must_scroll_up = TRUE;
  self->keeps_hidden = FALSE;
  esp_lead_filter_set (self->filter, rule, self->drill != NULL ? self->drill->leads : NULL);
  update_progress (self);
  esp_lead_list_pane_watch_slow (self);
  esp_lead_list_pane_name_view (self);
  if (!esp_lead_filter_is_loading (self->filter))
    esp_lead_list_pane_ask (self);
}

static void
chips_cb (EspLeadListPane *self)
{
  esp_lead_list_pane_filter (self);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
filtered_cb (EspLeadFilter *filter, gboolean others, EspLeadListPane *self)
{
  if (others || self->failure != NULL)
    esp_lead_list_pane_ask (self);
  update_progress (self);
  esp_lead_list_pane_watch_slow (self);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

/**
 * esp_lead_list_pane_set_search:
 *
 * Searches. What is being composed is part of it, or the result would lag one syllable behind.
 */
void
esp_lead_list_pane_set_search (EspLeadListPane *self, const char *text)
{
  if (g_str_equal (text, self->search_text))
    return;
  g_free (self->search_text);
  self->search_text = g_strdup (text);
  self->keeps_hidden = FALSE;
  self->must_scroll_up = TRUE;
  esp_lead_list_pane_name_view (self);
  esp_lead_list_pane_ask (self);
}

static void
sorted_cb (EspLeadListPane *self)
{
  self->must_scroll_up = TRUE;
  esp_lead_list_pane_layout_changed (self);
  esp_lead_list_pane_ask (self);
}

static void
search_changed_cb (EspLeadListPane *self)
{
  esp_lead_list_pane_set_search (self, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
preedit_cb (GtkText *text, const char *preedit, EspLeadListPane *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->search));
  int cursor = gtk_editable_get_position (GTK_EDITABLE (self->search));
  const char *split = g_utf8_offset_to_pointer (typed, cursor);
  g_autofree char *whole =
    g_strdup_printf ("%.*s%s%s", (int) (split - typed), typed, preedit, split);

  if (*preedit != '\0')
    esp_lead_list_pane_set_search (self, whole);
}

static void
open_cb (EspLeadTable *table, guint position, gboolean in_new_window, EspLeadListPane *self)
{
  g_autofree char *id = g_strdup_printf ("%u", esp_lead_list_get_id (self->list, position));
  g_autoptr (EspTarget) target = esp_target_new ("leads", id);

  esp_session_open_target (self->session, target, in_new_window);
}

static void
cursor_cb (EspLeadListPane *self)
{
  g_signal_emit (self, signals[CURSOR_CHANGED], 0);
}

static void
menu_cb (EspLeadTable *table, guint position, double x, double y, EspLeadListPane *self)
{
  esp_lead_list_pane_open_row_menu (self, position, x, y);
}

static void
store_cb (EspStore *store, EspChanges *changes, EspLeadListPane *self)
{
  if (esp_changes_has (changes,
                       (EspChangeKind) (ESP_CHANGE_FIELD | ESP_CHANGE_SEGMENT | ESP_CHANGE_TAG)))
    esp_lead_list_pane_read_choices (self);
}

static void
esp_lead_list_pane_dispose (GObject *object)
{
  EspLeadListPane *self = ESP_LEAD_LIST_PANE (object);

  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_handle_id (&self->slow_source, g_source_remove);
  if (self->is_dragging)
    esp_session_offer_drops (self->session, NULL, NULL, NULL);
  self->is_dragging = FALSE;
  g_clear_pointer (&self->row_menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), ESP_TYPE_LEAD_LIST_PANE);
  self->table = NULL;
  self->bar = NULL;
  g_clear_object (&self->filter);
  g_clear_object (&self->views);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->waiting, esp_target_unref);
  G_OBJECT_CLASS (esp_lead_list_pane_parent_class)->dispose (object);
}

static void
esp_lead_list_pane_finalize (GObject *object)
{
  EspLeadListPane *self = ESP_LEAD_LIST_PANE (object);

  esp_lead_view_free (self->base);
  g_free (self->search_text);
  g_free (self->failure);
  g_clear_pointer (&self->drill, esp_leads_drill_free);
  g_free (self->wanted_drill);
  g_free (self->shown_tabs);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->answered, esp_rule_unref);
  g_clear_pointer (&self->dropped, esp_bitmap_free);
  G_OBJECT_CLASS (esp_lead_list_pane_parent_class)->finalize (object);
}

static void
esp_lead_list_pane_class_init (EspLeadListPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_lead_list_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_lead_list_pane_finalize;
  signals[STATE_CHANGED] = g_signal_new ("state-changed", ESP_TYPE_LEAD_LIST_PANE,
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CURSOR_CHANGED] = g_signal_new ("cursor-changed", ESP_TYPE_LEAD_LIST_PANE,
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/espalier/Espalier/ui/"
                                                             "esp-lead-list-pane.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, EspLeadListPane, name)
  BIND (top);
  BIND (drill_bar);
  BIND (drill_label);
  BIND (views_button);
  BIND (views_label);
  BIND (search);
  BIND (filter_place);
  BIND (display_button);
  BIND (progress);
  BIND (states);
  BIND (table_place);
  BIND (none_page);
  BIND (failed_page);
  BIND (bar_revealer);
  BIND (bar_label);
  BIND (select_all_button);
#undef BIND
}

static void
esp_lead_list_pane_init (EspLeadListPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  esp_word_wrap_keep (GTK_WIDGET (self));
  self->search_text = g_strdup ("");
  self->base = esp_lead_view_new ();
  esp_lead_list_pane_add_window_keys (self);
}

static void
connect_models (EspLeadListPane *self)
{
  g_signal_connect_object (self->list, "notify::loading", G_CALLBACK (loading_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::n-selected", G_CALLBACK (update_bar), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "changed", G_CALLBACK (filtered_cb), self, 0);
  g_signal_connect_object (self->filter, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->views, "changed", G_CALLBACK (esp_lead_list_pane_views_known),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (self->session), "changed", G_CALLBACK (store_cb),
                           self, 0);
}

static void
connect_widgets (EspLeadListPane *self)
{
  g_signal_connect_object (self->bar, "changed", G_CALLBACK (chips_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "sort-changed", G_CALLBACK (sorted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "layout-changed",
                           G_CALLBACK (esp_lead_list_pane_layout_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "cursor-changed", G_CALLBACK (cursor_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "open", G_CALLBACK (open_cb), self, 0);
  g_signal_connect_object (self->table, "menu", G_CALLBACK (menu_cb), self, 0);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self->search)),
                           "preedit-changed", G_CALLBACK (preedit_cb), self, 0);
  gtk_search_entry_set_key_capture_widget (self->search,
                                           esp_lead_table_get_view_widget (self->table));
}

/**
 * esp_lead_list_pane_new:
 * @actions: the screen's; the pane adds its own
 *
 * Returns: (transfer floating): the list, empty until esp_lead_list_pane_open()
 */
GtkWidget *
esp_lead_list_pane_new (EspSession *session, GActionMap *actions)
{
  EspLeadListPane *self = g_object_new (ESP_TYPE_LEAD_LIST_PANE, NULL);
  EspStore *store = esp_session_get_store (session);

  self->session = session;
  self->actions = g_object_ref (actions);
  self->list = esp_lead_list_new (store);
  self->selection = esp_lead_selection_new (self->list);
  self->filter = esp_lead_filter_new (store);
  self->views = esp_lead_views_new (session);
  self->table = ESP_LEAD_TABLE (esp_lead_table_new (session, self->list, self->selection));
  self->bar = ESP_LEAD_FILTER_BAR (esp_lead_filter_bar_new ());
  adw_bin_set_child (self->table_place, GTK_WIDGET (self->table));
  gtk_widget_set_margin_start (GTK_WIDGET (self->bar), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->bar), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->bar), 12);
  gtk_box_insert_child_after (self->top, GTK_WIDGET (self->bar),
                              gtk_widget_get_parent (GTK_WIDGET (self->search)));
  self->tabs = esp_wrap_box_new ();
  gtk_widget_add_css_class (self->tabs, "esp-view-tabs");
  gtk_widget_set_visible (self->tabs, FALSE);
  gtk_box_insert_child_after (self->top, self->tabs, GTK_WIDGET (self->drill_bar));
  gtk_box_append (self->filter_place, esp_lead_filter_bar_get_add_button (self->bar));
  esp_lead_display_attach (self->display_button, self->table, self->list);
  esp_lead_list_pane_add_strips (self);
  esp_lead_list_pane_add_actions (self);
  esp_lead_list_pane_add_row_keys (self);
  esp_lead_list_pane_add_drag (self);
  connect_models (self);
  connect_widgets (self);
  esp_lead_list_pane_read_choices (self);
  esp_lead_list_pane_name_view (self);
  update_bar (self);
  return GTK_WIDGET (self);
}

/**
 * esp_lead_list_pane_get_cursor:
 *
 * Returns: the lead that the keyboard is on, 0 when it is elsewhere
 */
guint32
esp_lead_list_pane_get_cursor (EspLeadListPane *self)
{
  guint position;

  return esp_lead_table_get_cursor (self->table, &position)
           ? esp_lead_list_get_id (self->list, position)
           : 0;
}

/**
 * esp_lead_list_pane_get_selection:
 *
 * Returns: (transfer none): which rows are selected
 */
EspLeadSelection *
esp_lead_list_pane_get_selection (EspLeadListPane *self)
{
  return self->selection;
}

/* "≈ 38,200 of 1,000,000 · counting": who passes the filter is known before their order is. */
static char *
describe_counting (EspLeadListPane *self)
{
  const EspBitmap *leads = esp_lead_filter_get_leads (self->filter);
  gint64 n_total = esp_lead_filter_get_n_total (self->filter);
  g_autofree char *total = n_total >= 0 ? esp_format_count (n_total) : NULL;
  g_autofree char *n = NULL;

  if (*self->search_text != '\0' || (leads == NULL && total == NULL))
    {
      n = esp_format_count (esp_lead_list_get_n (self->list));
      return g_strdup_printf (_ ("More than %s · counting"), n);
    }
  if (leads == NULL)
    /* Translators: about how many leads there are */
    return g_strdup_printf (_ ("≈ %s · counting"), total);
  n = esp_format_count ((gint64) esp_bitmap_count (leads));
  if (total == NULL)
    return g_strdup_printf (_ ("≈ %s · counting"), n);
  /* Translators: about how many leads match, of how many */
  return g_strdup_printf (_ ("≈ %s of %s · counting"), n, total);
}

/**
 * esp_lead_list_pane_dup_subtitle:
 *
 * Returns: (transfer full) (nullable): how many leads there are and how long it took to find them; %NULL
 *   before anything is known
 */
char *
esp_lead_list_pane_dup_subtitle (EspLeadListPane *self)
{
  g_autofree char *n = esp_format_count (esp_lead_list_get_n (self->list));
  gint64 n_total = esp_lead_filter_get_n_total (self->filter);
  double seconds = (double) esp_lead_list_get_duration_us (self->list) / ESP_USEC_PER_SEC;
  g_autofree char *total = NULL;

  if (!esp_lead_list_is_known (self->list))
    return NULL;
  if (esp_lead_list_is_counting (self->list))
    return describe_counting (self);
  if (n_total < 0 || !esp_lead_list_pane_is_filtered (self))
    /* Translators: how many leads, then how many seconds it took to find them */
    return g_strdup_printf (_ ("%s leads · %.2f s"), n, seconds);
  total = esp_format_count (n_total);
  /* Translators: how many leads match, of how many, then how many seconds it took to find them */
  return g_strdup_printf (_ ("%s of %s · %.2f s"), n, total, seconds);
}

/**
 * esp_lead_list_pane_focus_search:
 */
gboolean
esp_lead_list_pane_focus_search (EspLeadListPane *self)
{
  return gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/**
 * esp_lead_list_pane_refresh:
 */
void
esp_lead_list_pane_refresh (EspLeadListPane *self)
{
  g_clear_pointer (&self->failure, g_free);
  esp_lead_list_pane_filter (self);
}
