import { workbenchCards } from "./workbench";
import {
    AnnouncementCard,
    DueCard,
    RiskCard,
    SharedCard,
    TodoCard,
} from "./workbench_card";
import { LateCard, MonthCard, PeopleCard, ReviewCard } from "./workbench_figures";

const add = (name, tab, sequence, component, side = false) =>
    workbenchCards.add(name, { component, side, tab }, { sequence });

add("todos", "mine", 10, TodoCard);
add("announcements", "mine", 20, AnnouncementCard, true);
add("month", "mine", 30, MonthCard, true);
add("due", "mine", 40, DueCard, true);
add("risk", "mine", 50, RiskCard, true);
add("shared", "mine", 60, SharedCard, true);
add("people", "team", 10, PeopleCard);
add("late", "team", 20, LateCard);
add("review", "team", 30, ReviewCard, true);
