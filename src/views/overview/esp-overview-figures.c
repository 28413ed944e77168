/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cards of the overview: what each shows and how it is counted. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-overview-figures.h"

#include "views/overview/esp-figure-card.h"
#include "views/overview/esp-overview-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define SPACING 12
/* Below this a card would have to cut its words. */
#define CARD_WIDTH 190

typedef enum
{
  CARD_DELIVERED,
  CARD_CLICKED,
  CARD_UNSUBSCRIBED,
  CARD_CREATED,
  CARD_REVENUE, /* takes the place of new leads in a workspace with orders */
  N_CARDS,
} Card;

static const struct
{
  EspLeadSetKind kind;
  EspCountInfo info;
  const char *metric; /* of the catalogue */
} cards[N_CARDS] = {
  [CARD_DELIVERED] = { ESP_LEAD_SET_DELIVERED,
                       { N_ ("Delivered"),
                         N_ (
                           "Leads that at least one message was delivered to in the period: sent, "
                           "and not come back."),
                         N_ ("Each lead counts once, however many messages it got. Erased people "
                             "are left out.") },
                       "delivered" },
  [CARD_CLICKED] = { ESP_LEAD_SET_CLICKED,
                     { N_ ("Clicked"),
                       N_ ("Leads that clicked at least one link of a message in the period."),
                       N_ ("Each lead counts once, however often it clicked.") },
                     "clicked" },
  [CARD_UNSUBSCRIBED] = { ESP_LEAD_SET_UNSUBSCRIBED,
                          { N_ ("Unsubscribed"), N_ ("Leads that unsubscribed in the period."),
                            N_ ("Each lead counts once.") },
                          "unsubscribed" },
  [CARD_CREATED] = { ESP_LEAD_SET_CREATED,
                     { N_ ("New leads"), N_ ("Leads that came in during the period."),
                       N_ ("Archived leads are left out.") },
                     "created" },
  [CARD_REVENUE] = { ESP_LEAD_SET_ORDERED,
                     { N_ ("Revenue"),
                       N_ ("The sum of the amounts of all orders in the period. Opening it lists "
                           "the leads that bought."),
                       N_ ("Orders without an amount count as 0.") },
                     "revenue" },
};

static const guint spans[] = { 7, 28 };

struct _EspOverviewFigures
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the cards */
  GtkWidget *cards[N_CARDS];
};

G_DEFINE_FINAL_TYPE (EspOverviewFigures, esp_overview_figures, GTK_TYPE_WIDGET)

static char *
format_value (EspOverviewFigures *self, Card card, double value)
{
  EspWorkspace *workspace = esp_session_get_workspace (self->session);
  const char *currency = esp_workspace_get_currency (workspace);

  if (card != CARD_REVENUE)
    return esp_format_count ((gint64) value);
  return esp_format_money_short ((gint64) round (
                                   value * pow (10, (double) esp_currency_exponent (currency))),
                                 currency, esp_session_get_lang (self->session));
}

static double
value_of (const EspPulse *pulse, Card card, gboolean is_before)
{
  return card == CARD_REVENUE ? esp_pulse_amount (pulse, is_before)
                              : (double) esp_pulse_count (pulse, cards[card].kind, is_before);
}

static double
day_of (const EspPulse *pulse, Card card, guint day, gboolean is_before)
{
  const EspSpan *span = is_before ? pulse->before[cards[card].kind] : pulse->now[cards[card].kind];

  return card == CARD_REVENUE ? span->amounts[day] : (double) span->days[day];
}

static char *
compare (EspOverviewFigures *self, Card card, const EspPulse *pulse)
{
  double now = value_of (pulse, card, FALSE);
  double before = value_of (pulse, card, TRUE);
  g_autofree char *figure = format_value (self, card, before);
  g_autofree char *share = NULL;

  if (before <= 0 || now == before)
    /* Translators: the figure of the period before */
    return g_strdup_printf (C_ ("overview", "%s before"), figure);
  share = esp_format_percent (fabs (now / before - 1), 0);
  /* Translators: an arrow, by how much, the figure of the period before */
  return g_strdup_printf (C_ ("overview", "%s %s · %s before"), now > before ? "▲" : "▼", share,
                          figure);
}

/* A card speaks up only when a test does, and in the same direction. */
static void
find_verdict (const EspPulse *pulse, Card card, EspFigure *figure)
{
  gboolean rises = value_of (pulse, card, FALSE) > value_of (pulse, card, TRUE);

  for (guint i = 0; i < pulse->changes->len; i++)
    {
      const EspChange *change = &g_array_index (pulse->changes, EspChange, i);

      if (change->kind == cards[card].kind && (esp_change_get_relative (change) > 0) == rises)
        {
          figure->is_sure = TRUE;
          figure->is_good = esp_change_is_good (change);
        }
    }
}

typedef struct
{
  double now[ESP_PULSE_MAX_DAYS];
  double before[ESP_PULSE_MAX_DAYS];
  GStrvBuilder *labels;
  GStrvBuilder *values;
  GStrvBuilder *values_before;
  GStrvBuilder *addresses;
} Days;

static void
add_day (EspOverviewFigures *self, Card card, const EspPulse *pulse, guint day, Days *days)
{
  g_autofree char *key = esp_pulse_day_key (pulse, cards[card].kind, day);
  g_autofree char *address = esp_overview_drill_address (key);
  g_autofree char *label =
    esp_format_date (pulse->period.now[day], esp_session_get_zone (self->session), ESP_DATE_SHORT,
                     esp_session_get_lang (self->session));
  g_autofree char *value = NULL;
  g_autofree char *value_before = NULL;

  days->now[day] = day_of (pulse, card, day, FALSE);
  days->before[day] = day_of (pulse, card, day, TRUE);
  value = format_value (self, card, days->now[day]);
  value_before = format_value (self, card, days->before[day]);
  g_strv_builder_add (days->labels, label);
  g_strv_builder_add (days->values, value);
  g_strv_builder_add (days->values_before, value_before);
  g_strv_builder_add (days->addresses, address);
}

static void
show_card (EspOverviewFigures *self, Card card, const EspPulse *pulse)
{
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) values_before = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  Days days = { .labels = labels,
                .values = values,
                .values_before = values_before,
                .addresses = addresses };
  g_autofree char *key = esp_pulse_key (pulse, cards[card].kind);
  g_autofree char *address = esp_overview_drill_address (key);
  g_autofree char *text = format_value (self, card, value_of (pulse, card, FALSE));
  g_autofree char *comparison = compare (self, card, pulse);
  g_autofree char *sentence =
    g_strdup_printf ("%s: %s, %s", _ (cards[card].info.title), text, comparison);
  g_auto (GStrv) label_list = NULL;
  g_auto (GStrv) value_list = NULL;
  g_auto (GStrv) value_before_list = NULL;
  g_auto (GStrv) address_list = NULL;
  EspFigure figure = { .text = text,
                       .sentence = sentence,
                       .address = address,
                       .comparison = comparison,
                       .n_days = pulse->period.n_days,
                       .now = days.now,
                       .before = days.before };

  for (guint day = 0; day < pulse->period.n_days; day++)
    add_day (self, card, pulse, day, &days);
  find_verdict (pulse, card, &figure);
  label_list = g_strv_builder_end (labels);
  value_list = g_strv_builder_end (values);
  value_before_list = g_strv_builder_end (values_before);
  address_list = g_strv_builder_end (addresses);
  figure.labels = (const char *const *) label_list;
  figure.values = (const char *const *) value_list;
  figure.values_before = (const char *const *) value_before_list;
  figure.addresses = (const char *const *) address_list;
  esp_figure_card_show (ESP_FIGURE_CARD (self->cards[card]), &figure);
}

static int
measure_card (EspOverviewFigures *self, GtkOrientation orientation, int for_size)
{
  int most = 0;

  for (guint i = 0; i < N_CARDS; i++)
    {
      int minimum = 0;

      if (!gtk_widget_should_layout (self->cards[i]))
        continue;
      gtk_widget_measure (self->cards[i], orientation, for_size, &minimum, NULL, NULL, NULL);
      most = MAX (most, minimum);
    }
  return most;
}

static int
count_cards (EspOverviewFigures *self)
{
  int n = 0;

  for (guint i = 0; i < N_CARDS; i++)
    n += gtk_widget_should_layout (self->cards[i]) ? 1 : 0;
  return n;
}

/* All in one row, else two and two, else one below the other: never three and one. */
static int
count_columns (EspOverviewFigures *self, int width)
{
  int card = measure_card (self, GTK_ORIENTATION_HORIZONTAL, -1);
  int n = MAX (count_cards (self), 1);

  if (width >= n * card + (n - 1) * SPACING)
    return n;
  return width >= 2 * card + SPACING ? 2 : 1;
}

static GtkSizeRequestMode
esp_overview_figures_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
esp_overview_figures_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  EspOverviewFigures *self = ESP_OVERVIEW_FIGURES (widget);
  int n = MAX (count_cards (self), 1);
  int columns = for_size >= 0 ? count_columns (self, for_size) : n;
  int rows = (n + columns - 1) / columns;
  int card = measure_card (self, orientation, -1);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = card;
      *natural = n * card + (n - 1) * SPACING;
      return;
    }
  *minimum = *natural = rows * card + (rows - 1) * SPACING;
}

static void
esp_overview_figures_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EspOverviewFigures *self = ESP_OVERVIEW_FIGURES (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int columns = count_columns (self, width);
  int card_width = (width - (columns - 1) * SPACING) / columns;
  int card_height = measure_card (self, GTK_ORIENTATION_VERTICAL, -1);
  int at = 0;

  for (guint i = 0; i < N_CARDS; i++)
    {
      int column = is_rtl ? columns - 1 - at % columns : at % columns;
      GtkAllocation place = { column * (card_width + SPACING),
                              at / columns * (card_height + SPACING), card_width, card_height };

      if (!gtk_widget_should_layout (self->cards[i]))
        continue;
      gtk_widget_size_allocate (self->cards[i], &place, -1);
      at++;
    }
}

static void
esp_overview_figures_dispose (GObject *object)
{
  EspOverviewFigures *self = ESP_OVERVIEW_FIGURES (object);

  for (guint i = 0; i < N_CARDS; i++)
    g_clear_pointer (&self->cards[i], gtk_widget_unparent);
  G_OBJECT_CLASS (esp_overview_figures_parent_class)->dispose (object);
}

static void
esp_overview_figures_class_init (EspOverviewFiguresClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_overview_figures_dispose;
  widget_class->get_request_mode = esp_overview_figures_get_request_mode;
  widget_class->measure = esp_overview_figures_measure;
  widget_class->size_allocate = esp_overview_figures_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_overview_figures_init (EspOverviewFigures *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("overview", "Numbers"), -1);
}

/**
 * esp_overview_figures_new:
 *
 * Returns: (transfer floating): the cards, without numbers
 */
GtkWidget *
esp_overview_figures_new (EspSession *session)
{
  EspOverviewFigures *self = g_object_new (ESP_TYPE_OVERVIEW_FIGURES, NULL);

  self->session = session;
  for (guint i = 0; i < N_CARDS; i++)
    {
      self->cards[i] = esp_figure_card_new (session, &cards[i].info, cards[i].metric);
      gtk_widget_set_size_request (self->cards[i], CARD_WIDTH, -1);
      gtk_widget_set_parent (self->cards[i], GTK_WIDGET (self));
    }
  gtk_widget_set_visible (self->cards[CARD_REVENUE], FALSE);
  return GTK_WIDGET (self);
}

/**
 * esp_overview_figures_show:
 *
 * Shows the numbers of @pulse.
 */
void
esp_overview_figures_show (EspOverviewFigures *self, const EspPulse *pulse)
{
  g_return_if_fail (ESP_IS_OVERVIEW_FIGURES (self));

  for (guint i = 0; i < N_CARDS; i++)
    show_card (self, (Card) i, pulse);
  gtk_widget_set_visible (self->cards[CARD_REVENUE], pulse->has_orders);
  gtk_widget_set_visible (self->cards[CARD_CREATED], !pulse->has_orders);
}

/**
 * esp_overview_figures_set_as_of:
 * @as_of: (nullable): a time as text; %NULL: the numbers are of now
 */
void
esp_overview_figures_set_as_of (EspOverviewFigures *self, const char *as_of)
{
  g_return_if_fail (ESP_IS_OVERVIEW_FIGURES (self));

  for (guint i = 0; i < N_CARDS; i++)
    esp_figure_card_set_as_of (ESP_FIGURE_CARD (self->cards[i]), as_of);
}

/**
 * esp_overview_figures_head_new:
 *
 * Returns: (transfer floating): the heading above the cards, with the choice of their period
 */
GtkWidget *
esp_overview_figures_head_new (void)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ ("How it goes"));
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (buttons, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_autofree char *text =
        g_strdup_printf (ngettext ("Last %u day", "Last %u days", spans[i]), spans[i]);
      GtkWidget *button = gtk_toggle_button_new_with_label (text);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "screen.days");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", (int) spans[i]);
      gtk_widget_add_css_class (button, "esp-span");
      gtk_box_append (GTK_BOX (buttons), button);
    }
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), buttons);
  return head;
}
